import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { Room, Version } from "../../../../src/collaboration/contract.ts";
import { newId } from "../../../../src/database/index.ts";
import { createServices } from "../../../../src/services.ts";
import type { Person } from "../../../workers/gateway/person.ts";
import { errorOf } from "../../../workers/gateway/tenant.ts";
import { createMember, createRoom, giveRole, send } from "../people.ts";

const edit = async (who: Person, room: Room, ...operations: object[]) => {
  const answer = await send(who, "PATCH", `/v1/rooms/${room.id}/document`, { operations });
  expect(await answer.json()).toEqual({ applied: operations.length });
};
const keep = async (who: Person, room: Room, name: string) => {
  const answer = await send(who, "POST", `/v1/rooms/${room.id}/versions`, { name });
  expect(answer.status).toBe(201);
  return answer.json<Version>();
};
const documentOf = async (who: Person, room: Room) =>
  (await who.fetch(`/v1/rooms/${room.id}/document`)).json<object>();

async function scene() {
  const tenantId = newId();
  const [owner, editor, viewer] = [
    await createMember(tenantId),
    await createMember(tenantId),
    await createMember(tenantId),
  ];
  const room = await createRoom(owner);
  await giveRole(owner, room, editor, "editor");
  await giveRole(owner, room, viewer, "viewer");
  await edit(owner, room, { op: "set_details", title: "Mix" }, { op: "add_track", id: "t1", title: "One" });
  await edit(
    owner,
    room,
    { op: "add_track", id: "t2", title: "Two" },
    { op: "add_track", id: "t3", title: "Three" },
  );
  return { tenantId, owner, editor, viewer, room, path: `/v1/rooms/${room.id}` };
}

describe("versions", () => {
  test("are kept under a name, listed newest first, read, and say who had edited", async () => {
    const { owner, editor, viewer, room, path, tenantId } = await scene();
    const first = await keep(owner, room, "first");
    expect(first).toMatchObject({ number: 1, kind: "named", name: "first", created_by: owner.actor });
    expect(first.contributors).toEqual([owner.actor]);
    await edit(editor, room, { op: "set_track", id: "t1", title: "Uno" });
    const second = await keep(owner, room, "second");
    expect(second).toMatchObject({ number: 2, contributors: [editor.actor] });
    const list = await (await viewer.fetch(`${path}/versions?limit=1`)).json();
    expect(list).toMatchObject({ total: 2, items: [{ number: 2 }] });
    expect(await (await viewer.fetch(`${path}/versions/1`)).json()).toMatchObject({
      number: 1,
      document: { title: "Mix", tracks: [{ title: "One" }, {}, {}] },
    });
    const object = await env.AUDIO.get(`${tenantId}/rooms/${room.id}/versions/1`);
    expect(object?.size).toBe(first.size_bytes);
    expect(await errorOf(await viewer.fetch(`${path}/versions/3`))).toMatchObject({ status: 404 });
    expect((await viewer.fetch(`${path}/versions/0`)).status).toBe(400);
    expect((await send(viewer, "POST", `${path}/versions`, { name: "x" })).status).toBe(403);
  });

  test("made at the same time have numbers of their own", async () => {
    const { owner, room } = await scene();
    const made = await Promise.all(["a", "b", "c", "d"].map((name) => keep(owner, room, name)));
    expect(made.map(({ number }) => number).sort()).toEqual([1, 2, 3, 4]);
  });

  test("show what has changed, and by whom", async () => {
    const { owner, editor, viewer, room, path } = await scene();
    await keep(owner, room, "first");
    await edit(editor, room, { op: "set_track", id: "t1", title: "Uno" });
    await edit(owner, room, { op: "remove_track", id: "t2" }, { op: "add_track", id: "t4", title: "Four" });
    await edit(editor, room, { op: "move_track", id: "t3", after: null });
    const now = await (await viewer.fetch(`${path}/versions/1/diff`)).json<{ changes: object[] }>();
    expect(now).toMatchObject({ from: 1, to: null, is_truncated: false });
    expect(now).toMatchObject({ contributors: [owner.actor, editor.actor].sort() });
    expect(now.changes).toHaveLength(4);
    expect(now.changes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ op: "remove", path: "/tracks/t2", by: owner.actor }),
        expect.objectContaining({ op: "move", path: "/tracks/t3", by: editor.actor }),
        { op: "change", path: "/tracks/t1/title", before: "One", after: "Uno", by: editor.actor },
        expect.objectContaining({ op: "add", path: "/tracks/t4", by: owner.actor }),
      ]),
    );
    await keep(owner, room, "second");
    const between = await (await viewer.fetch(`${path}/versions/1/diff?to=2`)).json();
    expect(between).toMatchObject({ from: 1, to: 2, changes: now.changes });
    const same = await (await viewer.fetch(`${path}/versions/2/diff`)).json();
    expect(same).toMatchObject({ changes: [], contributors: [] });
    expect((await viewer.fetch(`${path}/versions/1/diff?to=9`)).status).toBe(404);
  });

  test("come back as a new edit, after what there was has been kept", async () => {
    const { owner, editor, viewer, room, path } = await scene();
    await keep(owner, room, "first");
    const then = await documentOf(owner, room);
    await edit(editor, room, { op: "remove_track", id: "t1" }, { op: "set_details", title: "Ruined" });
    const ruined = await documentOf(owner, room);
    expect((await send(viewer, "POST", `${path}/versions/1/restore`)).status).toBe(403);
    const kept = await (await send(owner, "POST", `${path}/versions/1/restore`)).json<Version>();
    expect(kept).toMatchObject({ number: 2, kind: "automatic", contributors: [editor.actor] });
    expect(await documentOf(owner, room)).toEqual(then);
    expect((await send(owner, "POST", `${path}/versions/2/restore`)).status).toBe(200);
    expect(await documentOf(owner, room)).toEqual(ruined);
    // What it is already: nothing happens.
    expect((await send(owner, "POST", `${path}/versions/2/restore`)).status).toBe(200);
    expect(await documentOf(owner, room)).toEqual(ruined);
  });

  test("blame says who set what", async () => {
    const { owner, editor, viewer, room, path } = await scene();
    await edit(editor, room, { op: "set_track", id: "t1", artist: "Somebody" });
    const { items } = await (await viewer.fetch(`${path}/blame`)).json<{
      items: { path: string; authors: string[]; fields: Record<string, string> }[];
    }>();
    const track = items.find((item) => item.path === "/tracks/t1");
    expect(track).toMatchObject({
      authors: [owner.actor, editor.actor].sort(),
      fields: { title: owner.actor, artist: editor.actor },
    });
  });

  test("kept by the room itself go after a while, but for the newest; named ones stay", async () => {
    const { owner, room, path } = await scene();
    await keep(owner, room, "first");
    await send(owner, "POST", `${path}/versions/1/restore`);
    await send(owner, "POST", `${path}/versions/1/restore`);
    await send(owner, "PATCH", path, { automatic_versions_days: 1 });
    await env.DB.prepare("update room_versions set created_at = created_at - 90000000 where room_id = ?")
      .bind(room.id)
      .run();
    // One that was begun and never stored.
    await env.DB.prepare(
      `insert into room_versions select tenant_id, room_id, 4, kind, null, created_by, created_at, 1, '[]', null
       from room_versions where room_id = ? and number = 3`,
    )
      .bind(room.id)
      .run();
    const before = await (await owner.fetch(`${path}/versions`)).json<{ items: Version[] }>();
    expect(before.items.map(({ number }) => number)).toEqual([3, 2, 1]);
    await createServices(env).sweep();
    await createServices(env).sweep();
    const after = await (await owner.fetch(`${path}/versions`)).json<{ items: Version[] }>();
    expect(after.items.map(({ number }) => number)).toEqual([3, 1]);
    const { objects } = await env.AUDIO.list({ prefix: `${owner.id}/rooms/${room.id}/` });
    expect(objects).toHaveLength(2);
    expect((await keep(owner, room, "next")).number).toBeGreaterThan(3);
  });

  test("that are kept no longer leave who made what they held to the next", async () => {
    const { owner, editor, room, path } = await scene();
    await keep(owner, room, "first");
    await edit(editor, room, { op: "set_track", id: "t1", title: "Uno" });
    await keep(owner, room, "in between");
    await edit(owner, room, { op: "set_track", id: "t2", title: "Due" });
    await keep(owner, room, "last");
    await env.DB.prepare(
      "update room_versions set kind = 'automatic', created_at = 0 where room_id = ? and number = 2",
    )
      .bind(room.id)
      .run();
    await createServices(env).sweep();
    expect((await owner.fetch(`${path}/versions/2`)).status).toBe(404);
    const { contributors, changes } = await (await owner.fetch(`${path}/versions/1/diff?to=3`)).json<{
      contributors: string[];
      changes: { path: string; by: string | null }[];
    }>();
    expect(contributors).toEqual([owner.actor, editor.actor].sort());
    expect(changes.map(({ path, by }) => [path, by])).toEqual([
      ["/tracks/t1/title", editor.actor],
      ["/tracks/t2/title", owner.actor],
    ]);
  });
});
