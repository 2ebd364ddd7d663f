import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { newId } from "../../../../src/database/index.ts";
import type { Person } from "../../../workers/gateway/person.ts";
import { createTenant, errorOf, ORIGIN } from "../../../workers/gateway/tenant.ts";
import { createMember, createRoom, giveRole, send } from "../people.ts";

const patch = (who: Pick<Person, "fetch">, id: string, operations: unknown) =>
  send(who, "PATCH", `/v1/rooms/${id}/document`, { operations });

describe("a document over REST", () => {
  test("is empty at first, of its kind, and changes by typed operations, all or none", async () => {
    const owner = await createMember(newId());
    const { id } = await createRoom(owner);
    const read = async () => (await owner.fetch(`/v1/rooms/${id}/document?as=json`)).json();
    expect(await read()).toEqual({ kind: "playlist", tracks: [], issues: [] });
    const good = { op: "add_track", id: "t1", title: "One" };
    expect(await (await patch(owner, id, [good])).json()).toEqual({ applied: 1 });
    const refused = await patch(owner, id, [
      { op: "add_track", id: "t2", title: "Two" },
      { op: "remove_track", id: "t9" },
      { op: "sing" },
    ]);
    expect(await errorOf(refused)).toMatchObject({
      status: 422,
      code: "operation_refused",
      details: { index: 2 },
    });
    expect(await read()).toMatchObject({ tracks: [{ id: "t1" }] });
    for (const wrong of [[], "x", [1], undefined, Array(501).fill(good)]) {
      expect((await patch(owner, id, wrong)).status).toBe(400);
    }
    expect((await owner.fetch(`/v1/rooms/${id}/document?as=yaml`)).status).toBe(400);
  });

  test("patches at the same time are all in it", async () => {
    const owner = await createMember(newId());
    const { id } = await createRoom(owner);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        patch(owner, id, [{ op: "add_track", id: `t${i}`, title: `${i}` }]),
      ),
    );
    expect(answers.every(({ ok }) => ok)).toBe(true);
    const { tracks } = await (await owner.fetch(`/v1/rooms/${id}/document`)).json<{ tracks: unknown[] }>();
    expect(tracks).toHaveLength(8);
  });

  test("is for those to change whose role, in room and tenant, and whose scopes allow it", async () => {
    const tenantId = newId();
    const owner = await createMember(tenantId);
    const { id, ...room } = await createRoom(owner);
    const operations = [{ op: "set_details", title: "x" }];
    for (const role of ["commenter", "viewer"]) {
      const who = await createMember(tenantId);
      await giveRole(owner, { id, ...room }, who, role);
      expect(await errorOf(await patch(who, id, operations))).toMatchObject({
        status: 403,
        code: "forbidden",
      });
      expect((await who.fetch(`/v1/rooms/${id}/document`)).status).toBe(200);
    }
    const analyst = await createMember(tenantId, "analyst");
    await giveRole(owner, { id, ...room }, analyst, "editor");
    expect((await patch(analyst, id, operations)).status).toBe(403);
    const minted = await (await send(analyst, "POST", `/v1/rooms/${id}/tokens`)).json();
    expect(minted).toMatchObject({ role: "commenter" });
    const reader = await createTenant(["rooms:read"], tenantId);
    await giveRole(owner, { id, ...room }, { actor: `key:${reader.keyId}` }, "editor");
    expect(await errorOf(await patch(reader, id, operations))).toMatchObject({ code: "insufficient_scope" });
    expect(await (await send(reader, "POST", `/v1/rooms/${id}/tokens`)).json()).toMatchObject({
      role: "viewer",
    });
  });

  test("holds whatever somebody has put in, and tells of it", async () => {
    const owner = await createMember(newId());
    const { id } = await createRoom(owner);
    await owner.fetch(`/v1/rooms/${id}/document`);
    const doc = new Y.Doc();
    doc.getMap("nonsense").set("a", 1);
    await env.ROOMS.getByName(id).applyPatch(owner.actor, "owner", Y.encodeStateAsUpdate(doc));
    const { issues } = await (await owner.fetch(`/v1/rooms/${id}/document`)).json<{ issues: object[] }>();
    expect(issues).toEqual([expect.objectContaining({ path: "/nonsense" })]);
  });
});

describe("exports", () => {
  test("a playlist as M3U8 and JSPF, by addresses of ours", async () => {
    const owner = await createMember(newId());
    const { id } = await createRoom(owner);
    const track = newId();
    await patch(owner, id, [{ op: "add_track", id: "t1", title: "One", track_id: track, duration_ms: 1000 }]);
    const m3u8 = await owner.fetch(`/v1/rooms/${id}/export?as=m3u8`);
    expect(m3u8.headers.get("content-disposition")).toContain(`room-${id}.m3u8`);
    expect(await m3u8.text()).toContain(`${ORIGIN}/v1/tracks/${track}/audio`);
    const jspf = await owner.fetch(`/v1/rooms/${id}/export?as=jspf`);
    expect(await jspf.json()).toHaveProperty("playlist.track");
    const wrong = await errorOf(await owner.fetch(`/v1/rooms/${id}/export?as=midi`));
    expect(wrong).toMatchObject({
      status: 400,
      details: { formats: expect.arrayContaining(["m3u8", "jspf"]) },
    });
    expect((await owner.fetch(`/v1/rooms/${id}/export?as=exe`)).status).toBe(400);
    expect((await owner.fetch(`/v1/rooms/${id}/export`)).status).toBe(400);
  });

  test("an arrangement as MusicXML and MIDI; lyrics not at all", async () => {
    const owner = await createMember(newId());
    const { id } = await createRoom(owner, "arrangement");
    const musicxml = await owner.fetch(`/v1/rooms/${id}/export?as=musicxml`);
    expect(musicxml.status).toBe(200);
    expect(await musicxml.text()).toContain("<score-partwise");
    const midi = new Uint8Array(await (await owner.fetch(`/v1/rooms/${id}/export?as=midi`)).arrayBuffer());
    expect(new TextDecoder().decode(midi.subarray(0, 4))).toBe("MThd");
    const lyrics = await createRoom(owner, "lyrics");
    expect((await owner.fetch(`/v1/rooms/${lyrics.id}/export?as=midi`)).status).toBe(400);
  });
});
