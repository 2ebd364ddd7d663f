import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { newId } from "../../../src/database/index.ts";
import { createPerson, identityUnderTest, PASSWORD, signIn } from "./identity-under-test.ts";

const fresh = () => `${newId().toLowerCase()}@example.com`;

const DAY_MS = 24 * 60 * 60_000;

/** An invitation of a tenant to an address. */
async function invite(email: string, { status = "pending", expiresAt = Date.now() + DAY_MS } = {}) {
  const inviter = await createPerson("admin");
  const id = newId();
  await env.DB.prepare(
    "insert into invitations (id, tenant_id, email, role, status, expires_at, created_at, inviter_id) values (?, ?, ?, 'member', ?, ?, ?, ?)",
  )
    .bind(id, inviter.tenantId, email, status, expiresAt, Date.now(), inviter.id)
    .run();
  return { id, tenantId: inviter.tenantId };
}

describe("sign-up, open to anybody", () => {
  test("makes an account with a tenant of its own and no session", async () => {
    const { browser, told } = identityUnderTest();
    const page = browser();
    const email = fresh();
    const answer = await page.post("/auth/sign-up/email", { name: "Ada", email, password: PASSWORD });
    expect(answer.status).toBe(200);
    expect(page.cookies.size).toBe(0);
    await signIn(page, { email });
    const member = await (await page.get("/auth/organization/get-active-member")).json();
    expect(member).toMatchObject({ role: "owner" });
    expect(told.audit.map(({ event }) => event.action)).toEqual(["sign_up", "sign_in"]);
    expect(JSON.stringify(told.audit)).not.toMatch(/@|Ada/);
  });

  test("that was cut short before there was a tenant gets one with the first sign-in", async () => {
    const { browser, told } = identityUnderTest();
    const person = await createPerson();
    await env.DB.prepare("delete from members where user_id = ?").bind(person.id).run();
    for (let times = 0; times < 2; times++) {
      const page = browser();
      await signIn(page, person);
      expect((await page.get("/auth/token")).status).toBe(200);
    }
    expect(told.audit.filter(({ event }) => event.action === "tenant_created")).toHaveLength(1);
    const closed = identityUnderTest({ signUp: "invited" });
    const other = await createPerson();
    await env.DB.prepare("delete from members where user_id = ?").bind(other.id).run();
    const page = closed.browser();
    await signIn(page, other);
    expect((await page.get("/auth/token")).status).toBe(403);
  });

  test("answers the same for an address that has an account, and changes nothing of it", async () => {
    const { browser } = identityUnderTest();
    const { email } = await createPerson();
    const shape = async (address: string) => {
      const answer = await browser().post("/auth/sign-up/email", {
        name: "Eve",
        email: address,
        password: "eve's own password",
      });
      const { token, user } = await answer.json<{ token: null; user: object }>();
      return [answer.status, [...answer.headers.keys()], token, Object.keys(user)];
    };
    expect(await shape(email)).toEqual(await shape(fresh()));
    await signIn(browser(), { email });
  });

  test.each([
    ["a short password", { password: "too short" }, "PASSWORD_TOO_SHORT"],
    ["a password without end", { password: "x".repeat(129) }, "PASSWORD_TOO_LONG"],
    ["no address", { email: "nobody" }, undefined],
  ])("is refused with %s", async (_, wrong, code) => {
    const { browser } = identityUnderTest();
    const answer = await browser().post("/auth/sign-up/email", {
      name: "A",
      email: fresh(),
      password: PASSWORD,
      ...wrong,
    });
    expect(answer.status).toBe(400);
    if (code) expect(await answer.json()).toMatchObject({ code });
  });

  test("takes no fields that are not a person's to set", async () => {
    const { browser } = identityUnderTest();
    const email = fresh();
    await browser().post("/auth/sign-up/email", {
      name: "A",
      email,
      password: PASSWORD,
      emailVerified: true,
      twoFactorEnabled: true,
      role: "owner",
      id: "chosen",
    });
    const row = await env.DB.prepare("select * from users where email = ?").bind(email).first();
    expect(row).toMatchObject({ email_verified: 0, two_factor_enabled: 0 });
    expect(row?.id).toMatch(/^[0-9A-Za-z]{22}$/);
  });
});

describe("sign-up by invitation", () => {
  const invited = () => identityUnderTest({ signUp: "invited" });

  test("takes the invitation's id and its address together", async () => {
    const { browser, told } = invited();
    const email = fresh();
    const { id, tenantId } = await invite(email);
    const page = browser();
    const body = { name: "Ada", email, password: PASSWORD, invitationId: id };
    expect((await page.post("/auth/sign-up/email", body)).status).toBe(200);
    expect(told.audit[0]).toMatchObject({ tenantId, event: { action: "sign_up" } });
    await signIn(page, { email });
    expect((await page.post("/auth/organization/accept-invitation", { invitationId: id })).status).toBe(200);
    expect(await (await page.get("/auth/organization/get-active-member")).json()).toMatchObject({
      organizationId: tenantId,
      role: "member",
    });
    expect(told.audit.at(-1)).toMatchObject({ tenantId, event: { action: "member_joined" } });
    const replayed = await page.post("/auth/organization/accept-invitation", { invitationId: id });
    expect(replayed.status).toBe(400);
  });

  test.each([
    ["without an invitation", async () => ({ email: fresh() })],
    [
      "without its id",
      async () => {
        const email = fresh();
        await invite(email);
        return { email };
      },
    ],
    ["with another's", async () => ({ email: fresh(), invitationId: (await invite(fresh())).id })],
    [
      "with an expired one",
      async () => {
        const email = fresh();
        return { email, invitationId: (await invite(email, { expiresAt: Date.now() - 1 })).id };
      },
    ],
    [
      "with one that was withdrawn",
      async () => {
        const email = fresh();
        return { email, invitationId: (await invite(email, { status: "canceled" })).id };
      },
    ],
    ["for an address that has an account already", async () => ({ email: (await createPerson()).email })],
  ])("is refused alike %s", async (_, make) => {
    const { browser } = invited();
    const answer = await browser().post("/auth/sign-up/email", {
      name: "A",
      password: PASSWORD,
      ...(await make()),
    });
    expect([answer.status, await answer.json()]).toEqual([
      403,
      expect.objectContaining({ code: "INVITATION_REQUIRED" }),
    ]);
  });

  test("an invitation is for whom it names only, and for a while", async () => {
    const { browser } = invited();
    const person = await createPerson();
    const page = browser();
    await signIn(page, person);
    const foreign = await invite(fresh());
    expect(
      (await page.post("/auth/organization/accept-invitation", { invitationId: foreign.id })).status,
    ).toBe(403);
    expect((await page.get(`/auth/organization/get-invitation?id=${foreign.id}`)).status).toBe(403);
    const expired = await invite(person.email, { expiresAt: Date.now() - 1 });
    expect(
      (await page.post("/auth/organization/accept-invitation", { invitationId: expired.id })).status,
    ).toBe(400);
    expect((await page.get("/auth/organization/list-user-invitations")).status).toBe(404);
    expect((await page.post("/auth/organization/create", { name: "Mine", slug: "mine" })).status).toBe(403);
  });
});
