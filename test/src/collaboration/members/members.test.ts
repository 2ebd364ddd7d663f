import { env } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ROOM_ROLES, type RoomRole } from "../../../../src/collaboration/access/index.ts";
import type { Member, Room } from "../../../../src/collaboration/contract.ts";
import { newId } from "../../../../src/database/index.ts";
import { createServices } from "../../../../src/services.ts";
import type { Person } from "../../../workers/gateway/person.ts";
import { createTenant, errorOf } from "../../../workers/gateway/tenant.ts";
import { createMember, createRoom, giveRole, send } from "../people.ts";

const membersOf = async (who: Pick<Person, "fetch">, room: Room) =>
  (await (await who.fetch(`/v1/rooms/${room.id}/members`)).json<{ items: Member[] }>()).items;
const put = (who: Pick<Person, "fetch">, room: Room, actor: string, role: string) =>
  send(who, "PUT", `/v1/rooms/${room.id}/members/${actor}`, { role });
const remove = (who: Pick<Person, "fetch">, room: Room, actor: string) =>
  send(who, "DELETE", `/v1/rooms/${room.id}/members/${actor}`);

describe("members", () => {
  test("are given roles by owners only, who must be of the tenant", async () => {
    const tenantId = newId();
    const [owner, editor, other] = [
      await createMember(tenantId),
      await createMember(tenantId),
      await createMember(tenantId),
    ];
    const room = await createRoom(owner);
    expect(await (await put(owner, room, editor.actor, "editor")).json()).toMatchObject({
      actor: editor.actor,
      role: "editor",
    });
    for (const role of ROOM_ROLES) {
      expect(await errorOf(await put(editor, room, editor.actor, role))).toMatchObject({ status: 403 });
      expect(await errorOf(await put(other, room, other.actor, role))).toMatchObject({ status: 404 });
    }
    const stranger = await createMember(newId());
    expect(await errorOf(await put(owner, room, stranger.actor, "editor"))).toMatchObject({ status: 404 });
    expect(await errorOf(await put(owner, room, `user:${newId()}`, "editor"))).toMatchObject({ status: 404 });
    expect(await errorOf(await put(owner, room, "somebody", "editor"))).toMatchObject({ status: 400 });
    expect(await errorOf(await put(owner, room, other.actor, "king"))).toMatchObject({ status: 400 });
    const key = await createTenant(undefined, tenantId);
    expect((await put(owner, room, `key:${key.keyId}`, "viewer")).status).toBe(200);
    expect((await membersOf(owner, room)).map(({ role }) => role)).toEqual(["owner", "editor", "viewer"]);
  });

  test("leave by themselves, all but the last owner", async () => {
    const tenantId = newId();
    const [owner, viewer] = [await createMember(tenantId), await createMember(tenantId)];
    const room = await createRoom(owner);
    await giveRole(owner, room, viewer, "viewer");
    expect(await errorOf(await remove(viewer, room, owner.actor))).toMatchObject({ status: 403 });
    expect((await remove(viewer, room, viewer.actor)).status).toBe(204);
    expect((await viewer.fetch(`/v1/rooms/${room.id}`)).status).toBe(404);
    expect(await errorOf(await remove(owner, room, viewer.actor))).toMatchObject({ status: 404 });
    expect(await errorOf(await remove(owner, room, owner.actor))).toMatchObject({
      status: 409,
      code: "last_owner",
    });
    expect(await errorOf(await put(owner, room, owner.actor, "editor"))).toMatchObject({
      code: "last_owner",
    });
  });

  test("two owners who remove each other at once: one stays", async () => {
    const tenantId = newId();
    for (let round = 0; round < 5; round++) {
      const [a, b] = [await createMember(tenantId), await createMember(tenantId)];
      const room = await createRoom(a);
      await giveRole(a, room, b, "owner");
      const answers = await Promise.all([
        round % 2 ? remove(a, room, b.actor) : put(a, room, b.actor, "viewer"),
        round % 2 ? remove(b, room, a.actor) : put(b, room, a.actor, "viewer"),
      ]);
      const done = answers.filter(({ ok }) => ok);
      expect(done).toHaveLength(1);
      const { results } = await env.DB.prepare(
        "select role from room_members where room_id = ? and role = 'owner'",
      )
        .bind(room.id)
        .all();
      expect(results).toHaveLength(1);
    }
  });

  test("whoever looks after the tenant keeps rooms in order, and does not see into them", async () => {
    const tenantId = newId();
    const [owner, admin, member] = [
      await createMember(tenantId),
      await createMember(tenantId, "admin"),
      await createMember(tenantId),
    ];
    const room = await createRoom(owner);
    const path = `/v1/rooms/${room.id}`;
    expect(await (await admin.fetch(path)).json()).toMatchObject({ role: null });
    for (const what of ["document", "comments", "versions", "blame", "events"]) {
      expect((await admin.fetch(`${path}/${what}`)).status, what).toBe(403);
      expect((await member.fetch(`${path}/${what}`)).status, what).toBe(404);
    }
    expect((await send(admin, "POST", `${path}/tokens`)).status).toBe(403);
    expect((await member.fetch(path)).status).toBe(404);
    expect((await put(admin, room, admin.actor, "viewer")).status).toBe(200);
    expect((await admin.fetch(`${path}/document`)).status).toBe(200);
    const { results } = await env.DB.prepare(
      "select actor from audit_events where action = 'room_member_changed' and target = ?",
    )
      .bind(`room:${room.id}`)
      .all();
    expect(results).toEqual([{ actor: admin.actor }]);
    // The last owner stays even so.
    const other = await createMember(tenantId, "admin");
    expect(await errorOf(await remove(other, room, owner.actor))).toMatchObject({ code: "last_owner" });
  });

  test("who has left the tenant is shown out", async () => {
    const tenantId = newId();
    const [owner, gone] = [await createMember(tenantId), await createMember(tenantId)];
    const room = await createRoom(owner);
    await giveRole(owner, room, gone, "editor");
    const { token } = await (await send(gone, "POST", `/v1/rooms/${room.id}/tokens`)).json<{
      token: string;
    }>();
    expect(token).toBeTruthy();
    await env.DB.prepare("delete from members where user_id = ?").bind(gone.userId).run();
    await createServices(env).sweep();
    expect((await membersOf(owner, room)).map(({ actor }) => actor)).toEqual([owner.actor]);
    const record = await env.ROOMS.getByName(room.id).describe();
    expect(record?.members).toEqual([{ actor: owner.actor, role: "owner" }]);
  });
});

describe("tenants", () => {
  test("never meet, whatever of another's room is asked, by whomever", async () => {
    const owner = await createMember(newId());
    const room = await createRoom(owner);
    const path = `/v1/rooms/${room.id}`;
    const comment = await (await send(owner, "POST", `${path}/comments`, { body: "ours" })).json<{
      id: string;
    }>();
    await send(owner, "POST", `${path}/versions`, { name: "ours" });
    const invitation = await (
      await send(owner, "POST", `${path}/invitations`, { role: "editor", max_uses: 5 })
    ).json<{ id: string; token: string }>();
    for (const role of ["owner", "admin", "member"] as const) {
      // The very same person, in another tenant.
      const stranger = await createMember(newId(), role, { userId: owner.userId });
      const asked: [string, string, unknown?][] = [
        ["GET", ""],
        ["PATCH", "", { name: "theirs" }],
        ["POST", "/archive", { archived: true }],
        ["POST", "/duplicate", { name: "theirs" }],
        ["DELETE", ""],
        ["POST", "/restore"],
        ["GET", "/members"],
        ["PUT", `/members/${stranger.actor}`, { role: "owner" }],
        ["DELETE", `/members/${owner.actor}`],
        ["GET", "/invitations"],
        ["POST", "/invitations", { role: "editor" }],
        ["DELETE", `/invitations/${invitation.id}`],
        ["POST", "/tokens"],
        ["GET", "/document"],
        ["PATCH", "/document", { operations: [{ op: "set_details", title: "theirs" }] }],
        ["GET", "/export?as=m3u8"],
        ["GET", "/blame"],
        ["GET", "/versions"],
        ["POST", "/versions", { name: "theirs" }],
        ["GET", "/versions/1"],
        ["GET", "/versions/1/diff"],
        ["POST", "/versions/1/restore"],
        ["GET", "/comments"],
        ["POST", "/comments", { body: "theirs" }],
        ["PATCH", `/comments/${comment.id}`, { resolved: true }],
        ["DELETE", `/comments/${comment.id}`],
        ["GET", "/events"],
      ];
      for (const [method, what, body] of asked) {
        const answer = await send(stranger, method, path + what, body);
        expect(await errorOf(answer), `${method} ${what}`).toMatchObject({ status: 404, code: "not_found" });
      }
      const accepted = await send(stranger, "POST", "/v1/room-invitations/accept", {
        token: invitation.token,
      });
      expect(accepted.status).toBe(404);
      expect(await (await stranger.fetch("/v1/rooms")).json()).toMatchObject({ total: 0 });
    }
    expect(await (await owner.fetch(path)).json()).toEqual(room);
    expect(await (await owner.fetch(`${path}/comments`)).json()).toMatchObject({ total: 1 });
  });
});

type Step =
  | { do: "put"; who: number; whom: number; role: RoomRole }
  | { do: "remove"; who: number; whom: number }
  | { do: "invite"; who: number; role: RoomRole }
  | { do: "accept"; who: number; invitation: number };

const PEOPLE = 4;
const person = fc.nat({ max: PEOPLE - 1 });
const role = fc.constantFrom(...ROOM_ROLES);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("put" as const), who: person, whom: person, role }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("remove" as const), who: person, whom: person }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("invite" as const), who: person, role }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("accept" as const), who: person, invitation: fc.nat({ max: 5 }) }),
  },
);

test("no sequence gives anybody a role that no owner gave or offered them", async () => {
  const tenantId = newId();
  const people: Person[] = [];
  for (let i = 0; i < PEOPLE; i++) people.push(await createMember(tenantId));
  const rank = (name: string | undefined) => (name === undefined ? 9 : ROOM_ROLES.indexOf(name as RoomRole));
  const statuses = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 16, size: "max" }), async (steps) => {
      const room = await createRoom(people[0]!);
      let roles: (string | undefined)[] = ["owner"];
      const invitations: { token: string; role: RoomRole }[] = [];
      for (const now of steps) {
        const who = people[now.who]!;
        const before = [...roles];
        let answer: Response;
        if (now.do === "put") answer = await put(who, room, people[now.whom]!.actor, now.role);
        else if (now.do === "remove") answer = await remove(who, room, people[now.whom]!.actor);
        else if (now.do === "invite") {
          answer = await send(who, "POST", `/v1/rooms/${room.id}/invitations`, { role: now.role });
          if (answer.ok)
            invitations.push({ ...(await answer.clone().json<{ token: string }>()), role: now.role });
        } else {
          const invitation = invitations[now.invitation % Math.max(1, invitations.length)];
          if (!invitation) continue;
          answer = await send(who, "POST", "/v1/room-invitations/accept", { token: invitation.token });
        }
        statuses.add(`${now.do} ${answer.status}`);
        const { results } = await env.DB.prepare("select actor, role from room_members where room_id = ?")
          .bind(room.id)
          .all<{ actor: string; role: string }>();
        roles = people.map(({ actor }) => results.find((row) => row.actor === actor)?.role);
        expect(roles).toContain("owner");
        for (let i = 0; i < PEOPLE; i++) {
          if (roles[i] === before[i]) continue;
          const isByOwner = before[now.who] === "owner" && now.do !== "accept" && now.do !== "invite";
          const isOwnWish = now.do === "remove" && now.whom === now.who && roles[i] === undefined;
          const offered =
            now.do === "accept" && i === now.who && invitations.some((one) => one.role === roles[i]);
          expect(answer.ok && (isByOwner || isOwnWish || offered)).toBe(true);
          if (offered) expect(rank(roles[i])).toBeLessThan(rank(before[i]));
        }
      }
    }),
    { numRuns: 8 },
  );
  // Had nothing been granted, nothing would have been shown.
  for (const seen of ["put 200", "put 403", "invite 201"]) expect(statuses).toContain(seen);
});
