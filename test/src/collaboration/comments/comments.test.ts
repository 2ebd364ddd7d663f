import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { Comment, Notification, Thread } from "../../../../src/collaboration/contract.ts";
import { newId } from "../../../../src/database/index.ts";
import type { Person } from "../../../workers/gateway/person.ts";
import { errorOf } from "../../../workers/gateway/tenant.ts";
import { createMember, createRoom, giveRole, send } from "../people.ts";

async function scene() {
  const tenantId = newId();
  const people: Person[] = [];
  for (let i = 0; i < 4; i++) people.push(await createMember(tenantId));
  const [owner, editor, commenter, viewer] = people as [Person, Person, Person, Person];
  const room = await createRoom(owner, "review");
  await giveRole(owner, room, editor, "editor");
  await giveRole(owner, room, commenter, "commenter");
  await giveRole(owner, room, viewer, "viewer");
  // Being added is told too; what is tested begins after it.
  for (const who of people) await send(who, "PATCH", "/v1/notifications", {});
  const path = `/v1/rooms/${room.id}/comments`;
  const write = async (who: Person, body: object) => {
    const answer = await send(who, "POST", path, body);
    expect(answer.status).toBe(201);
    return answer.json<Comment>();
  };
  const threads = async (query = "") =>
    (await (await viewer.fetch(path + query)).json<{ items: Thread[]; total: number }>()).items;
  const inbox = async (who: Person) =>
    (await (await who.fetch("/v1/notifications?unread=true")).json<{ items: Notification[] }>()).items.map(
      ({ kind, subject }) => [kind, subject],
    );
  return { tenantId, owner, editor, commenter, viewer, room, path, write, threads, inbox };
}

describe("comments", () => {
  test("hang together in threads, which know their place", async () => {
    const { owner, commenter, write, threads } = await scene();
    const anchor = { type: "time", track: "t1", start_ms: 1000, end_ms: 2500 };
    const first = await write(commenter, { body: " Too loud here. ", anchor });
    expect(first).toMatchObject({ body: "Too loud here.", thread: first.id, author: commenter.actor });
    const answer = await write(owner, { body: "True.", thread: first.id });
    const other = await write(owner, {
      body: "And the end?",
      anchor: { type: "object", path: "/tracks/t1" },
    });
    const all = await threads();
    expect(all.map(({ id }) => id)).toEqual([first.id, other.id]);
    expect(all[0]).toMatchObject({ anchor, resolved_at: null });
    expect(all[0]!.comments.map(({ id }) => id)).toEqual([first.id, answer.id]);
    expect(await threads("?limit=1&offset=1")).toHaveLength(1);
  });

  test.each([
    [{ body: "" }],
    [{ body: "x".repeat(4001) }],
    [{ body: "x", anchor: { type: "time", start_ms: 5, end_ms: 1 } }],
    [{ body: "x", anchor: { type: "time", start_ms: 5 } }],
    [{ body: "x", anchor: { type: "object", path: "tracks" } }],
    [{ body: "x", anchor: { type: "place" } }],
    [{ body: "x", mentions: ["everybody"] }],
    [{ body: "x", thread: "0".repeat(22), anchor: { type: "object", path: "/a" } }],
    [{ body: "\ud800" }],
  ])("are not made of %j", async (body) => {
    const { owner, path } = await scene();
    expect((await send(owner, "POST", path, body)).status).toBe(400);
  });

  test("are no viewer's to write, and no thread's that is not there", async () => {
    const { owner, editor, viewer, path, write } = await scene();
    expect((await send(viewer, "POST", path, { body: "me too" })).status).toBe(403);
    expect((await send(owner, "POST", path, { body: "x", thread: newId() })).status).toBe(404);
    const first = await write(owner, { body: "one" });
    const answer = await write(editor, { body: "two", thread: first.id });
    // An answer is no thread.
    expect((await send(owner, "POST", path, { body: "x", thread: answer.id })).status).toBe(409);
  });

  test("tell those they mention, who are members, and those who wrote before; nobody of themselves", async () => {
    const { owner, editor, commenter, viewer, write, inbox, tenantId } = await scene();
    const outsider = await createMember(tenantId);
    const first = await write(commenter, {
      body: "@owner?",
      mentions: [owner.actor, commenter.actor, outsider.actor, owner.actor],
    });
    expect(first.mentions.sort()).toEqual([owner.actor, commenter.actor].sort());
    expect(await inbox(owner)).toEqual([["mentioned", first.id]]);
    expect(await inbox(outsider)).toEqual([]);
    const answer = await write(owner, { body: "see @viewer", thread: first.id, mentions: [viewer.actor] });
    expect(await inbox(commenter)).toEqual([["replied", answer.id]]);
    expect(await inbox(viewer)).toEqual([["mentioned", answer.id]]);
    expect(await inbox(editor)).toEqual([]);
    expect(await inbox(owner)).toHaveLength(1);
  });

  test("are reworded by who wrote them, and tell only those newly mentioned", async () => {
    const { owner, editor, viewer, path, write, inbox } = await scene();
    const first = await write(editor, { body: "hm", mentions: [owner.actor] });
    const at = `${path}/${first.id}`;
    expect((await send(owner, "PATCH", at, { body: "mine" })).status).toBe(403);
    const edited = await send(editor, "PATCH", at, { body: "hm?", mentions: [owner.actor, viewer.actor] });
    expect(await edited.json()).toMatchObject({ body: "hm?", edited_at: expect.any(String) });
    expect(await inbox(owner)).toHaveLength(1);
    expect(await inbox(viewer)).toHaveLength(1);
    expect((await send(editor, "PATCH", `${path}/${newId()}`, { body: "x" })).status).toBe(404);
    expect((await send(editor, "PATCH", at, { body: "x", resolved: true })).status).toBe(400);
  });

  test("are resolved, thread by thread, and opened again", async () => {
    const { owner, editor, commenter, path, write, threads, inbox } = await scene();
    const first = await write(editor, { body: "fix this" });
    const answer = await write(owner, { body: "done?", thread: first.id });
    expect(
      await errorOf(await send(owner, "PATCH", `${path}/${answer.id}`, { resolved: true })),
    ).toMatchObject({
      status: 400,
    });
    expect((await send(commenter, "PATCH", `${path}/${first.id}`, { resolved: true })).status).toBe(200);
    // Somebody else's second time changes nothing.
    await send(owner, "PATCH", `${path}/${first.id}`, { resolved: true });
    expect(await threads("?state=resolved")).toMatchObject([{ id: first.id, resolved_by: commenter.actor }]);
    expect(await threads("?state=open")).toEqual([]);
    expect(await inbox(editor)).toContainEqual(["resolved", first.id]);
    await send(owner, "PATCH", `${path}/${first.id}`, { resolved: false });
    expect(await threads("?state=open")).toMatchObject([{ resolved_at: null, resolved_by: null }]);
  });

  test("are erased: an answer at once, the first of a thread once nothing stands under it", async () => {
    const { owner, editor, commenter, room, path, write, threads } = await scene();
    const words = "what should never have been said";
    const first = await write(editor, { body: words, anchor: { type: "object", path: `/${newId()}` } });
    const answer = await write(commenter, { body: "oh", thread: first.id });
    expect((await send(commenter, "DELETE", `${path}/${first.id}`)).status).toBe(403);
    expect((await send(editor, "DELETE", `${path}/${first.id}`)).status).toBe(204);
    expect(await threads()).toMatchObject([
      { anchor: null, comments: [{ body: "", is_deleted: true }, { body: "oh" }] },
    ]);
    const { results } = await env.DB.prepare("select * from room_comments where room_id = ?")
      .bind(room.id)
      .all();
    expect(JSON.stringify(results)).not.toContain(words);
    expect((await send(editor, "DELETE", `${path}/${first.id}`)).status).toBe(404);
    expect((await send(editor, "PATCH", `${path}/${first.id}`, { body: "back" })).status).toBe(404);
    // An owner erases anybody's; the empty place goes with its last answer.
    expect((await send(owner, "DELETE", `${path}/${answer.id}`)).status).toBe(204);
    expect(await threads()).toEqual([]);
    const left = await env.DB.prepare("select count(*) as n from room_comments where room_id = ?")
      .bind(room.id)
      .first<{ n: number }>();
    expect(left?.n).toBe(0);
    const alone = await write(editor, { body: "alone" });
    expect((await send(editor, "DELETE", `${path}/${alone.id}`)).status).toBe(204);
    expect(await threads()).toEqual([]);
  });
});
