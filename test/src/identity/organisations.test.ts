import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { newId } from "../../../src/database/index.ts";
import { PERSONS_ROLES, rightsOf } from "../../../src/identity/roles.ts";
import { grantOf, ROLES } from "../../../src/policy/index.ts";
import { type Browser, createPerson, identityUnderTest, type Person, signIn } from "./identity-under-test.ts";

const elevated = new Set<string>();
const { browser, told } = identityUnderTest({ elevated: async () => elevated });

interface SignedIn extends Person {
  page: Browser;
}

/** Somebody who is signed in, in a tenant of their own or one that is named. */
async function person(role: "owner" | "admin" | "member" | "analyst", tenantId?: string): Promise<SignedIn> {
  const made = await createPerson(role, tenantId);
  const page = browser();
  await signIn(page, made);
  return { ...made, page };
}

const memberId = async ({ id, tenantId }: Person) =>
  (await env.DB.prepare("select id from members where user_id = ? and tenant_id = ?")
    .bind(id, tenantId)
    .first<string>("id"))!;

const fresh = () => `${newId().toLowerCase()}@example.com`;

/** Lets a person have shown who they are too long ago. */
const grow = ({ id }: Person) =>
  env.DB.prepare("update sessions set authenticated_at = 1 where user_id = ?").bind(id).run();

beforeEach(() => elevated.clear());

test("rights are the policy's, for every role", () => {
  expect(PERSONS_ROLES).toEqual(ROLES.filter((role) => role !== "service"));
  for (const role of PERSONS_ROLES) {
    const { statements } = rightsOf(role);
    const may = (action: Parameters<typeof grantOf>[1]) => grantOf({ role }, action) !== "no";
    expect(statements.member.includes("delete"), role).toBe(may("members:remove"));
    expect(statements.member.includes("update"), role).toBe(may("members:change"));
    expect(statements.invitation.includes("create"), role).toBe(may("members:invite"));
    expect(statements.organization.includes("update"), role).toBe(may("tenant:update"));
    expect(statements.team.length, role).toBe(may("teams:manage") ? 3 : 0);
  }
});

describe("inviting", () => {
  test.each([
    ["owner", 200],
    ["admin", 200],
    ["member", 403],
    ["analyst", 403],
  ] as const)("by an %s answers %i", async (role, status) => {
    const { page, tenantId } = await person(role);
    const answer = await page.post("/auth/organization/invite-member", {
      email: fresh(),
      role: "member",
      organizationId: tenantId,
    });
    expect(answer.status).toBe(status);
  });

  test("takes a fresh sign-in, and a role that exists", async () => {
    const owner = await person("owner");
    const invite = (role: unknown) =>
      owner.page.post("/auth/organization/invite-member", { email: fresh(), role });
    for (const role of ["service", "root", "member,owner", ["member", "owner"]])
      expect([role, (await invite(role)).status]).toEqual([role, 400]);
    expect((await invite("analyst")).status).toBe(200);
    await grow(owner);
    const refused = await invite("member");
    expect([refused.status, await refused.json()]).toEqual([
      401,
      expect.objectContaining({ code: "STEP_UP_REQUIRED" }),
    ]);
  });

  test("an admin makes no owner", async () => {
    const admin = await person("admin");
    const answer = await admin.page.post("/auth/organization/invite-member", {
      email: fresh(),
      role: "owner",
    });
    expect(answer.status).toBe(403);
  });

  test("the invitations are seen by those only who may invite", async () => {
    const owner = await person("owner");
    const member = await person("member", owner.tenantId);
    await owner.page.post("/auth/organization/invite-member", { email: fresh(), role: "member" });
    expect(await (await owner.page.get("/auth/organization/list-invitations")).json()).toHaveLength(1);
    expect((await member.page.get("/auth/organization/list-invitations")).status).toBe(403);
    expect((await member.page.get("/auth/organization/get-full-organization")).status).toBe(404);
    expect((await member.page.get("/auth/organization/list-members")).status).toBe(200);
  });
});

describe("roles", () => {
  test("are changed by an owner, and tokens with the old role end", async () => {
    const owner = await person("owner");
    const member = await person("member", owner.tenantId);
    const answer = await owner.page.post("/auth/organization/update-member-role", {
      memberId: await memberId(member),
      role: "analyst",
    });
    expect(answer.status).toBe(200);
    expect(told.revoked).toContainEqual({ tenantId: owner.tenantId, subject: `user:${member.id}` });
    expect(told.audit.at(-1)).toMatchObject({
      tenantId: owner.tenantId,
      event: { action: "role_changed", actor: `user:${owner.id}`, target: `user:${member.id}` },
    });
  });

  test("are changed by an admin while elevated, but never to owner", async () => {
    const admin = await person("admin");
    const member = await person("member", admin.tenantId);
    const change = async (role: string) =>
      admin.page.post("/auth/organization/update-member-role", { memberId: await memberId(member), role });
    const refused = await change("analyst");
    expect([refused.status, await refused.json()]).toEqual([
      403,
      expect.objectContaining({ code: "ELEVATION_REQUIRED" }),
    ]);
    elevated.add("members:change");
    expect((await change("analyst")).status).toBe(200);
    expect((await change("owner")).status).toBe(403);
  });

  test("of oneself cannot be raised", async () => {
    for (const role of ["member", "analyst", "admin"] as const) {
      const someone = await person(role);
      const answer = await someone.page.post("/auth/organization/update-member-role", {
        memberId: await memberId(someone),
        role: "owner",
      });
      expect([role, answer.status]).toEqual([role, 403]);
    }
  });

  test("the last owner stays", async () => {
    const owner = await person("owner");
    const body = { organizationId: owner.tenantId };
    expect((await owner.page.post("/auth/organization/leave", body)).status).toBe(400);
    const demotion = { memberId: await memberId(owner), role: "member" };
    expect((await owner.page.post("/auth/organization/update-member-role", demotion)).status).toBe(400);
  });
});

describe("of two owners who go in the same moment one stays", () => {
  const ownersOf = async (tenantId: string) =>
    await env.DB.prepare("select count(*) from members where tenant_id = ? and role = 'owner'")
      .bind(tenantId)
      .first<number>("count(*)");

  test.each(["leave", "remove-member", "update-member-role"])("by %s", async (act) => {
    for (let round = 0; round < 5; round++) {
      const one = await person("owner");
      const two = await person("owner", one.tenantId);
      const ids = [await memberId(one), await memberId(two)];
      told.audit.length = 0;
      const answers = await Promise.all(
        [one, two].map(async ({ page, tenantId }, i) => {
          const other = ids[1 - i]!;
          const body = { leave: { organizationId: tenantId }, "remove-member": { memberIdOrEmail: other } }[
            act
          ];
          return page.post(`/auth/organization/${act}`, body ?? { memberId: other, role: "member" });
        }),
      );
      expect(await ownersOf(one.tenantId)).toBe(1);
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
      const done = told.audit.filter(({ event }) => /member_removed|role_changed/.test(event.action));
      expect(done).toHaveLength(1);
      // Whoever is left manages the tenant as before.
      const stayed = [];
      for (const { page } of [one, two])
        stayed.push(
          (await page.post("/auth/organization/invite-member", { email: fresh(), role: "member" })).status,
        );
      expect(stayed.filter((status) => status === 200)).toHaveLength(1);
    }
  });
});

describe("members", () => {
  test("are removed, and lose what they had at once", async () => {
    const owner = await person("owner");
    const member = await person("member", owner.tenantId);
    const body = { memberIdOrEmail: await memberId(member) };
    expect((await owner.page.post("/auth/organization/remove-member", body)).status).toBe(200);
    expect(told.revoked).toContainEqual({ tenantId: owner.tenantId, subject: `user:${member.id}` });
    expect(told.audit.at(-1)?.event).toMatchObject({ action: "member_removed", target: `user:${member.id}` });
    expect((await member.page.get("/auth/token")).status).toBe(403);
    expect((await member.page.get("/auth/organization/list-members")).status).toBe(403);
  });

  test.each(["remove-member", "update-member-role"])(
    "who may not invite any more (%s) cannot come back by an invitation of their own",
    async (act) => {
      const [owner, other] = [await person("owner"), await person("owner")];
      const admin = await person("admin", owner.tenantId);
      const invited = await admin.page.post("/auth/organization/invite-member", {
        email: other.email,
        role: "admin",
      });
      const { id } = await invited.json<{ id: string }>();
      const found = await memberId(admin);
      const body = { memberIdOrEmail: found, memberId: found, role: "member" };
      expect((await owner.page.post(`/auth/organization/${act}`, body)).status).toBe(200);
      const back = await other.page.post("/auth/organization/accept-invitation", { invitationId: id });
      expect(back.status).toBe(400);
    },
  );

  test("who leave or decline are noted in the tenant that it is about, whichever is active", async () => {
    const [owner, guest] = [await person("owner"), await person("owner")];
    const invite = async () => {
      const answer = await owner.page.post("/auth/organization/invite-member", {
        email: guest.email,
        role: "member",
      });
      return { invitationId: (await answer.json<{ id: string }>()).id };
    };
    await guest.page.post("/auth/organization/reject-invitation", await invite());
    expect(told.audit.at(-1)).toMatchObject({
      tenantId: owner.tenantId,
      event: { action: "invitation_withdrawn", actor: `user:${guest.id}` },
    });
    await guest.page.post("/auth/organization/accept-invitation", await invite());
    await guest.page.post("/auth/organization/set-active", { organizationId: guest.tenantId });
    await guest.page.post("/auth/organization/leave", { organizationId: owner.tenantId });
    expect(told.audit.at(-1)).toMatchObject({
      tenantId: owner.tenantId,
      event: { action: "member_removed", actor: `user:${guest.id}` },
    });
  });

  test("who try what their role does not allow, or a wrong password, are noted", async () => {
    const member = await person("member");
    const actor = `user:${member.id}`;
    await member.page.post("/auth/organization/create-team", { name: "mine" });
    expect(told.audit.at(-1)).toMatchObject({
      tenantId: member.tenantId,
      event: { action: "access_refused", outcome: "refused", actor, details: { action: "teams:manage" } },
    });
    await member.page.post("/auth/step-up/password", { password: "not the password" });
    expect(told.audit.at(-1)).toMatchObject({
      tenantId: member.tenantId,
      event: { action: "step_up", outcome: "refused", actor },
    });
  });

  test("may leave", async () => {
    const owner = await person("owner");
    const member = await person("member", owner.tenantId);
    expect(
      (await member.page.post("/auth/organization/leave", { organizationId: owner.tenantId })).status,
    ).toBe(200);
    expect(told.audit.at(-1)?.event).toMatchObject({ action: "member_removed", actor: `user:${member.id}` });
  });
});

describe("another tenant", () => {
  test("is out of reach, by whatever name it is called", async () => {
    const [mine, theirs] = [await person("owner"), await person("owner")];
    const victim = await person("member", theirs.tenantId);
    const team = await (await theirs.page.post("/auth/organization/create-team", { name: "theirs" })).json<{
      id: string;
    }>();
    const invitation = await (
      await theirs.page.post("/auth/organization/invite-member", { email: fresh(), role: "member" })
    ).json<{ id: string }>();
    const organizationId = theirs.tenantId;
    const attempts: [string, Record<string, unknown>][] = [
      ["update", { organizationId, data: { name: "taken" } }],
      ["update", { data: { name: "taken", organizationId } }],
      ["invite-member", { organizationId, email: fresh(), role: "member" }],
      ["cancel-invitation", { invitationId: invitation.id }],
      ["update-member-role", { organizationId, memberId: await memberId(victim), role: "owner" }],
      ["update-member-role", { memberId: await memberId(victim), role: "analyst" }],
      ["remove-member", { organizationId, memberIdOrEmail: victim.email }],
      ["remove-member", { memberIdOrEmail: await memberId(victim) }],
      ["create-team", { organizationId, name: "x" }],
      ["update-team", { teamId: team.id, data: { name: "x" } }],
      ["remove-team", { teamId: team.id }],
      ["add-team-member", { teamId: team.id, userId: mine.id }],
      ["set-active", { organizationId }],
    ];
    for (const [path, body] of attempts) {
      const answer = await mine.page.post(`/auth/organization/${path}`, body);
      expect([path, body, answer.status >= 400 && answer.status < 500]).toEqual([path, body, true]);
    }
    for (const path of ["list-members", "list-teams", "list-invitations", "get-organization"]) {
      const answer = await mine.page.get(`/auth/organization/${path}?organizationId=${organizationId}`);
      expect([path, answer.status >= 400]).toEqual([path, true]);
    }
    const left = await env.DB.prepare("select role from members where tenant_id = ?")
      .bind(organizationId)
      .all();
    expect(left.results.map(({ role }) => role).sort()).toEqual(["member", "owner"]);
    expect(
      await env.DB.prepare("select name from tenants where id = ?").bind(organizationId).first("name"),
    ).toBe("test");
    expect(
      await env.DB.prepare("select status from invitations where id = ?").bind(invitation.id).first("status"),
    ).toBe("pending");
  });

  test("that one asks for in vain leaves the chosen one chosen", async () => {
    const [mine, theirs] = [await person("owner"), await person("owner")];
    for (const body of [
      { organizationId: theirs.tenantId },
      { organizationSlug: theirs.tenantId },
      { organizationId: newId() },
    ])
      expect((await mine.page.post("/auth/organization/set-active", body)).status).toBe(403);
    expect((await mine.page.get("/auth/organization/list-members")).status).toBe(200);
    const back = await mine.page.post("/auth/organization/set-active", { organizationId: mine.tenantId });
    expect(back.status).toBe(200);
  });

  test("that one belongs to as well judges by its own role", async () => {
    const both = await person("owner");
    const theirs = await person("owner");
    await env.DB.prepare(
      "insert into members (id, tenant_id, user_id, role, created_at) values (?, ?, ?, 'analyst', 1)",
    )
      .bind(newId(), theirs.tenantId, both.id)
      .run();
    const invite = () =>
      both.page.post("/auth/organization/invite-member", { email: fresh(), role: "member" });
    expect((await invite()).status).toBe(200);
    expect(
      (await both.page.post("/auth/organization/set-active", { organizationId: theirs.tenantId })).status,
    ).toBe(200);
    expect((await invite()).status).toBe(403);
  });
});

describe("teams", () => {
  test("are an owner's and an admin's to make and fill", async () => {
    const admin = await person("admin");
    const member = await person("member", admin.tenantId);
    const made = await admin.page.post("/auth/organization/create-team", { name: "Mastering" });
    const { id: teamId } = await made.json<{ id: string }>();
    expect(
      (await admin.page.post("/auth/organization/add-team-member", { teamId, userId: member.id })).status,
    ).toBe(200);
    expect(await (await member.page.get("/auth/organization/list-teams")).json()).toMatchObject([
      { id: teamId },
    ]);
    expect((await member.page.post("/auth/organization/create-team", { name: "x" })).status).toBe(403);
    expect((await admin.page.post("/auth/organization/remove-team", { teamId })).status).toBe(200);
    expect(told.audit.at(-1)?.event).toMatchObject({ action: "team_changed", target: `team:${teamId}` });
  });
});

describe("a tenant's allowed networks", () => {
  const { browser } = identityUnderTest({
    elevated: async () => elevated,
    admits: async (_, address) => address === "192.0.2.7",
  });

  test("hold for its members and its tokens, not for signing in", async () => {
    const owner = await createPerson("owner");
    const [inside, outside] = [browser("192.0.2.7"), browser("203.0.113.9")];
    for (const [page, status] of [
      [inside, 200],
      [outside, 403],
    ] as const) {
      await signIn(page, owner);
      expect(
        (await page.get(`/auth/organization/list-members?organizationId=${owner.tenantId}`)).status,
      ).toBe(status);
      const token = await page.get("/auth/token");
      expect(token.status).toBe(status);
      if (status === 403) expect(await token.json()).toMatchObject({ code: "NETWORK_NOT_ALLOWED" });
    }
  });
});
