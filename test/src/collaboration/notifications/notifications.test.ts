import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { Notification } from "../../../../src/collaboration/contract.ts";
import { newId } from "../../../../src/database/index.ts";
import type { Page } from "../../../../src/http/paging.ts";
import { createServices } from "../../../../src/services.ts";
import { createMember, createRoom, giveRole, send } from "../people.ts";

type Inbox = Page<Notification> & { unread: number };

async function scene() {
  const tenantId = newId();
  const [owner, me, other] = [
    await createMember(tenantId),
    await createMember(tenantId),
    await createMember(tenantId),
  ];
  const room = await createRoom(owner, "lyrics", "Words");
  await giveRole(owner, room, me, "editor");
  await giveRole(owner, room, other, "editor");
  for (let i = 0; i < 3; i++) {
    await send(owner, "POST", `/v1/rooms/${room.id}/comments`, { body: `${i}`, mentions: [me.actor] });
  }
  const inbox = async (who = me, query = "") => (await who.fetch(`/v1/notifications${query}`)).json<Inbox>();
  return { tenantId, owner, me, other, room, inbox };
}

test("the inbox shows what happened, newest first, page by page, and the rooms by name", async () => {
  const { me, owner, room, inbox } = await scene();
  const all = await inbox();
  expect(all).toMatchObject({ total: 4, unread: 4 });
  expect(all.items.map(({ kind }) => kind)).toEqual(["mentioned", "mentioned", "mentioned", "added"]);
  expect(all.items[0]).toMatchObject({
    room: { id: room.id, name: "Words" },
    by: owner.actor,
    read_at: null,
  });
  const seen: string[] = [];
  for (let url: string | null = "/v1/notifications?limit=3"; url; ) {
    const page: Inbox = await (await me.fetch(url)).json();
    seen.push(...page.items.map(({ id }) => id));
    url = page.next;
  }
  expect(seen).toEqual(all.items.map(({ id }) => id));
});

test("what is read is marked, some or all, and can be unread again; only one's own", async () => {
  const { me, other, inbox } = await scene();
  const { items } = await inbox();
  const mark = async (who: typeof me, body: object) =>
    (await (await send(who, "PATCH", "/v1/notifications", body)).json<{ marked: number }>()).marked;
  expect(await mark(other, { ids: items.map(({ id }) => id) })).toBe(0);
  expect((await inbox()).unread).toBe(4);
  expect(await mark(me, { ids: [items[0]!.id, newId()] })).toBe(1);
  // A second time keeps the first moment.
  const first = (await inbox()).items[0]!.read_at;
  expect(await mark(me, { ids: [items[0]!.id] })).toBe(0);
  expect((await inbox()).items[0]!.read_at).toBe(first);
  expect(await inbox(me, "?unread=true")).toMatchObject({ total: 3, unread: 3 });
  expect(await mark(me, {})).toBe(3);
  expect((await inbox()).unread).toBe(0);
  expect(await mark(me, { ids: [items[0]!.id], read: false })).toBe(1);
  expect((await inbox()).unread).toBe(1);
  for (const wrong of [{ ids: [] }, { ids: ["x"] }, { read: "yes" }, { all: true }]) {
    expect((await send(me, "PATCH", "/v1/notifications", wrong)).status).toBe(400);
  }
});

test("the same person has another inbox in another tenant", async () => {
  const { me, inbox } = await scene();
  const elsewhere = await createMember(newId(), "member", { userId: me.userId });
  expect(await inbox(elsewhere)).toMatchObject({ total: 0, unread: 0 });
  await send(elsewhere, "PATCH", "/v1/notifications", {});
  expect((await inbox()).unread).toBe(4);
});

test("a deleted room is not named any more, and old entries go", async () => {
  const { owner, room, inbox } = await scene();
  await send(owner, "DELETE", `/v1/rooms/${room.id}`);
  expect((await inbox()).items[0]!.room).toEqual({ id: room.id, name: null });
  await env.DB.prepare(
    "update notifications set at = at - 91 * 86400000 where room_id = ? and kind = 'added'",
  )
    .bind(room.id)
    .run();
  await createServices(env).sweep();
  expect((await inbox()).total).toBe(3);
});
