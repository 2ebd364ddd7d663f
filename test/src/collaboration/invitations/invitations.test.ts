import { env } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import type { Room } from "../../../../src/collaboration/contract.ts";
import { newId } from "../../../../src/database/index.ts";
import { errorOf } from "../../../workers/gateway/tenant.ts";
import { createMember, createRoom, giveRole, send } from "../people.ts";

type NewInvitation = { id: string; token: string; uses: number };

const invite = async (who: Parameters<typeof send>[0], room: Room, body: object) => {
  const answer = await send(who, "POST", `/v1/rooms/${room.id}/invitations`, body);
  expect(answer.status).toBe(201);
  return answer.json<NewInvitation>();
};
const accept = (who: Parameters<typeof send>[0], body: object) =>
  send(who, "POST", "/v1/room-invitations/accept", body);

async function scene() {
  const tenantId = newId();
  const owner = await createMember(tenantId);
  const room = await createRoom(owner);
  return { tenantId, owner, room };
}

describe("by link", () => {
  test("gives its role, as often as it says, and no more", async () => {
    const { tenantId, owner, room } = await scene();
    const { token } = await invite(owner, room, { role: "commenter", max_uses: 2 });
    const [a, b, c] = [
      await createMember(tenantId),
      await createMember(tenantId),
      await createMember(tenantId),
    ];
    expect(await (await accept(a, { token })).json()).toMatchObject({ id: room.id, role: "commenter" });
    // Again: nothing is used up.
    expect((await accept(a, { token })).status).toBe(200);
    expect((await accept(owner, { token })).status).toBe(200);
    expect(await (await owner.fetch(`/v1/rooms/${room.id}`)).json()).toMatchObject({ role: "owner" });
    expect((await accept(b, { token })).status).toBe(200);
    expect(await errorOf(await accept(c, { token }))).toMatchObject({ status: 404 });
    // Whoever came in by it finds the way once more, though nobody else does: by the link in their mail, or after a lost answer.
    expect(await (await accept(b, { token })).json()).toMatchObject({ id: room.id, role: "commenter" });
    await send(owner, "DELETE", `/v1/rooms/${room.id}/members/${b.actor}`);
    expect((await accept(b, { token })).status).toBe(404);
    const open = await (await owner.fetch(`/v1/rooms/${room.id}/invitations`)).json();
    expect(open).toEqual({ items: [] });
  });

  test("used by many at once, it lets in as many as it says", async () => {
    const { tenantId, owner, room } = await scene();
    const { token } = await invite(owner, room, { role: "viewer", max_uses: 2 });
    const people = await Promise.all(Array.from({ length: 5 }, () => createMember(tenantId)));
    const answers = await Promise.all(people.map((one) => accept(one, { token })));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(2);
  });

  test("raises, and never lowers", async () => {
    const { tenantId, owner, room } = await scene();
    const [viewer, editor] = [await createMember(tenantId), await createMember(tenantId)];
    await giveRole(owner, room, viewer, "viewer");
    await giveRole(owner, room, editor, "editor");
    const { token } = await invite(owner, room, { role: "commenter", max_uses: 9 });
    expect(await (await accept(viewer, { token })).json()).toMatchObject({ role: "commenter" });
    expect(await (await accept(editor, { token })).json()).toMatchObject({ role: "editor" });
  });

  test("is dead once it is taken back, expired, or its room is deleted or archived", async () => {
    const { tenantId, owner, room } = await scene();
    const guest = await createMember(tenantId);
    const taken = await invite(owner, room, { role: "viewer" });
    expect((await send(owner, "DELETE", `/v1/rooms/${room.id}/invitations/${taken.id}`)).status).toBe(204);
    expect((await accept(guest, { token: taken.token })).status).toBe(404);
    expect((await send(owner, "DELETE", `/v1/rooms/${room.id}/invitations/${taken.id}`)).status).toBe(404);
    const { token } = await invite(owner, room, { role: "viewer", expires_in_hours: 1 });
    vi.setSystemTime(Date.now() + 3_600_001);
    expect((await accept(guest, { token })).status).toBe(404);
    vi.useRealTimers();
    await send(owner, "POST", `/v1/rooms/${room.id}/archive`, { archived: true });
    expect((await accept(guest, { token })).status).toBe(404);
    await send(owner, "POST", `/v1/rooms/${room.id}/archive`, { archived: false });
    await send(owner, "DELETE", `/v1/rooms/${room.id}`);
    expect((await accept(guest, { token })).status).toBe(404);
  });

  test("is not kept in clear, makes nobody an owner, and is for owners to make", async () => {
    const { tenantId, owner, room } = await scene();
    const { token } = await invite(owner, room, { role: "editor" });
    const { results } = await env.DB.prepare("select * from room_invitations where room_id = ?")
      .bind(room.id)
      .all();
    expect(JSON.stringify(results)).not.toContain(token);
    const editor = await createMember(tenantId);
    await giveRole(owner, room, editor, "editor");
    const path = `/v1/rooms/${room.id}/invitations`;
    expect((await send(editor, "POST", path, { role: "viewer" })).status).toBe(403);
    expect((await editor.fetch(path)).status).toBe(403);
    expect((await send(owner, "POST", path, { role: "owner" })).status).toBe(400);
    expect(
      (await send(owner, "POST", path, { role: "viewer", email: "a@b.example", max_uses: 2 })).status,
    ).toBe(400);
    for (const wrong of [{ token: "x" }, { token: "x".repeat(43) }, {}, { token, invitation_id: newId() }]) {
      expect([400, 404]).toContain((await accept(editor, wrong)).status);
    }
  });
});

describe("by e-mail address", () => {
  test("is for whoever has it, who finds it in their inbox", async () => {
    const { tenantId, owner, room } = await scene();
    const email = `${newId().toLowerCase()}@example.com`;
    const guest = await createMember(tenantId, "analyst", { email });
    const other = await createMember(tenantId);
    const { id, token } = await invite(owner, room, { role: "commenter", email: email.toUpperCase() });
    expect((await accept(other, { token })).status).toBe(404);
    expect((await accept(other, { invitation_id: id })).status).toBe(404);
    const inbox = await (await guest.fetch("/v1/notifications")).json();
    expect(inbox).toMatchObject({ unread: 1, items: [{ kind: "invited", subject: id, by: owner.actor }] });
    expect(await (await accept(guest, { invitation_id: id })).json()).toMatchObject({ role: "commenter" });
  });

  test("is not for whoever has not shown that the address is theirs; a link has no id to go by", async () => {
    const { tenantId, owner, room } = await scene();
    const email = `${newId().toLowerCase()}@example.com`;
    const guest = await createMember(tenantId, "member", { email, isVerified: false });
    const named = await invite(owner, room, { role: "viewer", email });
    expect((await accept(guest, { invitation_id: named.id })).status).toBe(404);
    expect((await accept(guest, { token: named.token })).status).toBe(404);
    const link = await invite(owner, room, { role: "viewer" });
    expect((await accept(guest, { invitation_id: link.id })).status).toBe(404);
  });
});
