import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { Room } from "../../../../src/collaboration/contract.ts";
import { newId } from "../../../../src/database/index.ts";
import type { Page } from "../../../../src/http/paging.ts";
import { createServices } from "../../../../src/services.ts";
import { createTenant, errorOf, ORIGIN } from "../../../workers/gateway/tenant.ts";
import { createMember, createRoom, giveRole, send } from "../people.ts";

const HOUR = 3_600_000;

describe("a room", () => {
  test("is made, found, listed, renamed", async () => {
    const owner = await createMember(newId());
    const room = await createRoom(owner, "arrangement", "  First light ");
    expect(room).toMatchObject({
      type: "room",
      kind: "arrangement",
      name: "First light",
      role: "owner",
      created_by: owner.actor,
      archived_at: null,
      deleted_at: null,
      restorable_until: null,
      sync: { url: `${ORIGIN.replace("http", "ws")}/v1/rooms/sync`, room: room.id },
    });
    expect(await (await owner.fetch(`/v1/rooms/${room.id}`)).json()).toEqual(room);
    const renamed = await send(owner, "PATCH", `/v1/rooms/${room.id}`, { name: "Second light" });
    expect(await renamed.json()).toMatchObject({ name: "Second light", automatic_versions_days: 30 });
    const list = await (await owner.fetch("/v1/rooms")).json<Page<Room>>();
    expect(list).toMatchObject({ total: 1, items: [{ id: room.id, name: "Second light" }] });
  });

  test.each([
    [{ kind: "opera", name: "x" }],
    [{ kind: "playlist" }],
    [{ kind: "playlist", name: " " }],
    [{ kind: "playlist", name: "a\nb" }],
    [{ kind: "playlist", name: "x".repeat(121) }],
  ])("is not made of %j", async (body) => {
    const answer = await send(await createMember(newId()), "POST", "/v1/rooms", body);
    expect(await errorOf(answer)).toMatchObject({ status: 400, code: "invalid_request" });
  });

  test("is made once for one Idempotency-Key", async () => {
    const owner = await createMember(newId());
    const make = () =>
      owner.fetch("/v1/rooms", {
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": "once" },
        body: JSON.stringify({ kind: "lyrics", name: "Words" }),
      });
    const [first, second] = [await (await make()).json<Room>(), await (await make()).json<Room>()];
    expect(second.id).toBe(first.id);
    expect(await (await owner.fetch("/v1/rooms")).json()).toMatchObject({ total: 1 });
  });

  test("is made by a key too, but not by an analyst", async () => {
    const tenant = await createTenant();
    const room = await createRoom(tenant);
    expect(room.created_by).toBe(`key:${tenant.keyId}`);
    const analyst = await createMember(tenant.id, "analyst");
    expect(
      await errorOf(await send(analyst, "POST", "/v1/rooms", { kind: "review", name: "x" })),
    ).toMatchObject({
      status: 403,
      code: "forbidden",
    });
  });

  test("lists page by page, by kind and by state, what one is a member of", async () => {
    const tenantId = newId();
    const [owner, other] = [await createMember(tenantId), await createMember(tenantId)];
    const rooms = [];
    for (let i = 0; i < 5; i++)
      rooms.push(await createRoom(owner, i % 2 ? "lyrics" : "playlist", `room ${i}`));
    await createRoom(other);
    const seen: string[] = [];
    for (let url: string | null = "/v1/rooms?limit=2"; url; ) {
      const page: Page<Room> = await (await owner.fetch(url)).json();
      expect(page.total).toBe(5);
      seen.push(...page.items.map(({ id }) => id));
      url = page.next;
    }
    expect(new Set(seen)).toEqual(new Set(rooms.map(({ id }) => id)));
    expect(seen).toHaveLength(5);
    expect(await (await owner.fetch("/v1/rooms?kind=lyrics")).json()).toMatchObject({ total: 2 });
    expect(await errorOf(await owner.fetch("/v1/rooms?state=gone"))).toMatchObject({ status: 400 });
  });
});

describe("the archive", () => {
  test("closes a room to changes, and opens it again", async () => {
    const tenantId = newId();
    const [owner, editor] = [await createMember(tenantId), await createMember(tenantId)];
    const room = await createRoom(owner);
    await giveRole(owner, room, editor, "editor");
    const archive = (who: typeof owner, archived: boolean) =>
      send(who, "POST", `/v1/rooms/${room.id}/archive`, { archived });
    expect(await errorOf(await archive(editor, true))).toMatchObject({ status: 403 });
    const archived = await (await archive(owner, true)).json<Room>();
    expect(archived.archived_at).not.toBeNull();
    // Twice keeps the first moment.
    expect((await (await archive(owner, true)).json<Room>()).archived_at).toBe(archived.archived_at);
    const write = () =>
      send(owner, "PATCH", `/v1/rooms/${room.id}/document`, {
        operations: [{ op: "set_details", title: "x" }],
      });
    expect(await errorOf(await write())).toMatchObject({ status: 409, code: "room_archived" });
    const minted = await (await send(owner, "POST", `/v1/rooms/${room.id}/tokens`)).json();
    expect(minted).toMatchObject({ role: "viewer" });
    expect((await owner.fetch(`/v1/rooms/${room.id}/document`)).status).toBe(200);
    expect(await (await owner.fetch("/v1/rooms")).json()).toMatchObject({ total: 0 });
    expect(await (await owner.fetch("/v1/rooms?state=archived")).json()).toMatchObject({ total: 1 });
    expect((await (await archive(owner, false)).json<Room>()).archived_at).toBeNull();
    expect((await write()).status).toBe(200);
  });
});

describe("a copy", () => {
  test("has the document, and nothing else", async () => {
    const tenantId = newId();
    const [owner, viewer] = [await createMember(tenantId), await createMember(tenantId)];
    const room = await createRoom(owner);
    await giveRole(owner, room, viewer, "viewer");
    await send(owner, "PATCH", `/v1/rooms/${room.id}/document`, {
      operations: [{ op: "add_track", id: "t1", title: "One" }],
    });
    await send(owner, "POST", `/v1/rooms/${room.id}/comments`, { body: "hm" });
    const copy = await (
      await send(viewer, "POST", `/v1/rooms/${room.id}/duplicate`, { name: "Copy" })
    ).json<Room>();
    expect(copy).toMatchObject({ name: "Copy", kind: "playlist", role: "owner" });
    expect(copy.id).not.toBe(room.id);
    const document = await (await viewer.fetch(`/v1/rooms/${copy.id}/document`)).json();
    expect(document).toMatchObject({ tracks: [{ id: "t1", title: "One" }] });
    expect(await (await viewer.fetch(`/v1/rooms/${copy.id}/comments`)).json()).toMatchObject({ total: 0 });
    expect(await errorOf(await owner.fetch(`/v1/rooms/${copy.id}`))).toMatchObject({ status: 404 });
  });
});

describe("deletion", () => {
  const sweepAt = async (now: number) => {
    const services = createServices(env);
    const real = Date.now;
    Date.now = () => now;
    try {
      await services.sweep();
    } finally {
      Date.now = real;
    }
  };
  const rowsOf = async (roomId: string) => {
    const tables = [
      "rooms",
      "room_members",
      "room_invitations",
      "room_versions",
      "room_comments",
      "notifications",
    ];
    const counts = await env.DB.batch<{ n: number }>(
      tables.map((table) =>
        env.DB.prepare(
          `select count(*) as n from ${table} where ${table === "rooms" ? "id" : "room_id"} = ?`,
        ).bind(roomId),
      ),
    );
    return Object.fromEntries(tables.map((table, i) => [table, counts[i]!.results[0]!.n]));
  };
  const full = async () => {
    const tenantId = newId();
    const [owner, editor] = [await createMember(tenantId), await createMember(tenantId)];
    const room = await createRoom(owner);
    const path = `/v1/rooms/${room.id}`;
    await giveRole(owner, room, editor, "editor");
    await send(owner, "POST", `${path}/invitations`, { role: "viewer" });
    await send(owner, "PATCH", `${path}/document`, {
      operations: [{ op: "add_track", id: "t1", title: "One" }],
    });
    await send(owner, "POST", `${path}/versions`, { name: "v" });
    await send(owner, "POST", `${path}/comments`, { body: "hm", mentions: [editor.actor] });
    return { tenantId, owner, editor, room, path };
  };

  test("shows everybody out, and can be undone for three days", async () => {
    const { owner, editor, room, path } = await full();
    const before = await (await owner.fetch(`${path}/document`)).json();
    expect(await errorOf(await send(editor, "DELETE", path))).toMatchObject({ status: 403 });
    expect((await send(owner, "DELETE", path)).status).toBe(204);
    for (const what of ["", "/document", "/members", "/comments", "/versions"]) {
      expect((await editor.fetch(path + what)).status, what).toBe(404);
    }
    expect((await owner.fetch(`${path}/document`)).status).toBe(404);
    const deleted = await (await owner.fetch(path)).json<Room>();
    expect(Date.parse(deleted.restorable_until!) - Date.parse(deleted.deleted_at!)).toBe(72 * HOUR);
    expect(await (await owner.fetch("/v1/rooms?state=deleted")).json()).toMatchObject({
      items: [{ id: room.id }],
    });
    expect(await (await editor.fetch("/v1/rooms?state=deleted")).json()).toMatchObject({ total: 0 });
    await sweepAt(Date.now() + 71 * HOUR);
    expect((await send(editor, "POST", `${path}/restore`)).status).toBe(404);
    // Also for whoever comes second.
    const back = await Promise.all([1, 2, 3].map(() => send(owner, "POST", `${path}/restore`)));
    for (const answer of back) expect(await answer.json()).toMatchObject({ deleted_at: null });
    expect(await (await owner.fetch(`${path}/document`)).json()).toEqual(before);
    expect((await editor.fetch(`${path}/comments`)).status).toBe(200);
  });

  test("erases everything everywhere once the window has ended, and says so", async () => {
    const { tenantId, owner, room, path } = await full();
    const kept = await full();
    const stored = async (of: { tenantId: string; room: Room }) =>
      (await env.AUDIO.list({ prefix: `${of.tenantId}/rooms/${of.room.id}/` })).objects.length;
    expect(await stored({ tenantId, room })).toBe(1);
    expect(Object.values(await rowsOf(room.id)).every((n) => n > 0)).toBe(true);
    await send(owner, "DELETE", path);
    await sweepAt(Date.now() + 73 * HOUR);
    expect(Object.values(await rowsOf(room.id))).toEqual([0, 0, 0, 0, 0, 0]);
    expect(await stored({ tenantId, room })).toBe(0);
    const object = env.ROOMS.getByName(room.id);
    expect(await object.describe()).toBeNull();
    expect(await object.readState()).toBeNull();
    expect(await errorOf(await send(owner, "POST", `${path}/restore`))).toMatchObject({ status: 404 });
    const { results } = await env.DB.prepare(
      "select action, actor from audit_events where target = ? order by at",
    )
      .bind(`room:${room.id}`)
      .all<{ action: string; actor: string }>();
    expect(results.map(({ action }) => action)).toEqual(
      expect.arrayContaining(["room_created", "room_deleted", "room_erased"]),
    );
    expect(results.find(({ action }) => action === "room_erased")?.actor).toBe("system");
    // Others are as they were.
    expect(await stored(kept)).toBe(1);
    expect((await kept.owner.fetch(`${kept.path}/document`)).status).toBe(200);
  });

  test("of what fails is tried again, and keeps nobody else", async () => {
    const [one, two] = [await full(), await full()];
    await send(one.owner, "DELETE", one.path);
    await send(two.owner, "DELETE", two.path);
    const broken = new Proxy(env.ROOMS, {
      get: (target, name) =>
        name === "getByName"
          ? (id: string) => {
              if (id === one.room.id) throw new Error("out of order");
              return target.getByName(id);
            }
          : Reflect.get(target, name),
    });
    const real = Date.now;
    Date.now = () => real() + 73 * HOUR;
    try {
      await createServices({ ...env, ROOMS: broken, LOG_LEVEL: "silent" }).sweep();
    } finally {
      Date.now = real;
    }
    expect((await rowsOf(one.room.id))["rooms"]).toBe(1);
    expect((await rowsOf(two.room.id))["rooms"]).toBe(0);
    // It is past saving all the same.
    expect((await send(one.owner, "POST", `${one.path}/restore`)).status).toBe(404);
    await sweepAt(Date.now() + 73 * HOUR);
    expect((await rowsOf(one.room.id))["rooms"]).toBe(0);
  });
});
