import { decodeJwt, decodeProtectedHeader } from "jose";
import { afterEach, describe, expect, test, vi } from "vitest";
import { SYSTEM_TENANT } from "../../../src/compliance/index.ts";
import { API, createPerson, identityUnderTest, ORIGIN, PASSWORD, signIn } from "./identity-under-test.ts";

type Session = { session: { id: string; token: string; methods: string }; user: { id: string } } | null;

afterEach(() => {
  vi.useRealTimers();
});

describe("signing in by password", () => {
  test("gives a session in the person's tenant, told to the audit trail without their address", async () => {
    const { browser, told } = identityUnderTest();
    const person = await createPerson("member");
    const page = browser();
    const answer = await page.post("/auth/sign-in/email", { email: person.email, password: PASSWORD });
    expect(answer.status).toBe(200);
    expect(await (await page.get("/auth/get-session")).json()).toMatchObject({
      session: { activeOrganizationId: person.tenantId, methods: "pwd", ipAddress: "198.51.100.1" },
      user: { id: person.id, email: person.email },
    });
    expect(told.audit).toEqual([
      {
        tenantId: person.tenantId,
        event: {
          action: "sign_in",
          outcome: "done",
          actor: `user:${person.id}`,
          target: `user:${person.id}`,
          details: { method: "password" },
        },
      },
    ]);
    expect(told.guard).toEqual([
      { account: person.email, network: "198.51.100.1" },
      { account: person.email, network: "198.51.100.1", ok: true },
    ]);
  });

  test("sets cookies that scripts, other sites and other hosts cannot get at", async () => {
    const { browser } = identityUnderTest();
    const { email } = await createPerson();
    const answer = await browser().post("/auth/sign-in/email", { email, password: PASSWORD });
    const [cookie, ...others] = answer.headers.getSetCookie();
    expect(others).toEqual([]);
    expect(cookie).toMatch(/^__Host-descant\.session_token=/);
    expect(cookie!.split("; ").slice(1)).toEqual(
      expect.arrayContaining(["Path=/", "HttpOnly", "Secure", "SameSite=Lax"]),
    );
    expect(cookie).not.toMatch(/domain/i);
  });

  test("answers the same for a wrong password and for an account that does not exist", async () => {
    const { browser, told } = identityUnderTest();
    const person = await createPerson();
    const answers = await Promise.all(
      [person.email, "nobody@example.com"].map(async (email) => {
        const answer = await browser().post("/auth/sign-in/email", {
          email,
          password: "wrong horse battery",
        });
        const names = [...answer.headers.keys()].sort();
        return { status: answer.status, body: await answer.text(), names };
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({
      status: 401,
      body: expect.stringContaining("INVALID_EMAIL_OR_PASSWORD"),
    });
    expect(told.audit.map(({ tenantId, event }) => [tenantId, event.action]).sort()).toEqual(
      [
        [person.tenantId, "sign_in_failed"],
        [SYSTEM_TENANT, "sign_in_failed"],
      ].sort(),
    );
    expect(JSON.stringify(told.audit)).not.toContain("@");
  });

  test("hashes as much for an account that does not exist as for one that does", async () => {
    const { browser } = identityUnderTest();
    const { email } = await createPerson();
    const page = browser();
    const time = async (address: string) => {
      const started = performance.now();
      await page.post("/auth/sign-in/email", { email: address, password: "wrong horse battery" });
      return performance.now() - started;
    };
    await time(email);
    let [known, unknown] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    // One hash is most of either; without it the unknown account would answer in a tenth of the time. A machine that has
    // other things to do only makes answers late: the best of five may be far apart, but not the best of many.
    const isAlike = () => unknown > known / 2 && known > unknown / 2;
    for (let i = 0; i < 5 || (i < 50 && !isAlike()); i++) {
      known = Math.min(known, await time(email));
      unknown = Math.min(unknown, await time("nobody@example.com"));
    }
    expect([known, unknown]).toSatisfy(isAlike);
  });

  test("is refused while the guard says wait, alike for every account, and the password is not looked at", async () => {
    const asked: unknown[] = [];
    const { browser, told } = identityUnderTest({
      guard: { before: async () => ({ retryAfterMs: 1_500 }), after: async (...end) => void asked.push(end) },
    });
    const person = await createPerson();
    const answers = await Promise.all(
      [person.email, "nobody@example.com"].map(async (email) => {
        const answer = await browser().post("/auth/sign-in/email", { email, password: PASSWORD });
        return [answer.status, answer.headers.get("retry-after"), await answer.json()];
      }),
    );
    const expected = [429, "2", expect.objectContaining({ code: "TOO_MANY_ATTEMPTS" })];
    expect(answers).toEqual([expected, expected]);
    expect(asked).toEqual([]);
    expect(told.audit.every(({ event }) => event.action === "account_locked")).toBe(true);
  });

  test("does not take over a session token that was there before", async () => {
    const { browser } = identityUnderTest();
    const person = await createPerson();
    const attacker = browser();
    await signIn(attacker, await createPerson());
    const planted = [...attacker.cookies][0]!;
    const victim = browser();
    victim.cookies.set(...planted);
    await signIn(victim, person);
    expect(victim.cookies.get(planted[0])).not.toBe(planted[1]);
    const seen = (await (await attacker.get("/auth/get-session")).json()) as Session;
    expect(seen?.user.id).not.toBe(person.id);
    victim.cookies.set(planted[0], "made-up.token");
    expect(await (await victim.get("/auth/get-session")).json()).toBeNull();
  });

  test.each([
    ["another origin", { origin: "https://evil.test" }],
    ["no origin", { origin: "" }],
    ["a null origin", { origin: "null" }],
    ["a look-alike origin", { origin: "https://descant.test.evil.test" }],
  ])("and everything else that cookies carry is refused from %s", async (_, headers) => {
    const { browser } = identityUnderTest();
    const page = browser();
    await signIn(page, await createPerson());
    for (const path of ["/auth/sign-out", "/auth/revoke-sessions", "/auth/organization/create"]) {
      const answer = await page.post(path, {}, headers);
      expect([path, answer.status]).toEqual([path, 403]);
    }
    expect(await (await page.get("/auth/get-session")).json()).not.toBeNull();
  });

  test("of errors no more is shown than a code and a sentence", async () => {
    const { browser } = identityUnderTest();
    const page = browser();
    for (const body of ["{", '{"email":7}', "[]", "null"]) {
      const answer = await page.post("/auth/sign-in/email", undefined, {});
      const raw = await answer.text();
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(raw, body).not.toMatch(/\bat .*:\d+:\d+|node_modules|stack/);
    }
    expect((await page.get("/auth/nothing-here")).status).toBe(404);
    expect((await page.get("/elsewhere")).status).toBe(404);
  });
});

describe("first-party tokens", () => {
  test("carry what the gateway asks of them", async () => {
    const now = Date.now();
    vi.useFakeTimers({ toFake: ["Date"], now });
    const { browser } = identityUnderTest();
    const person = await createPerson("analyst");
    const page = browser();
    await signIn(page, person);
    const { token } = await (await page.get("/auth/token")).json<{ token: string }>();
    const session = (await (await page.get("/auth/get-session")).json()) as Session;
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: "EdDSA", kid: expect.any(String) });
    const claims = decodeJwt(token);
    expect(claims).toMatchObject({
      iss: ORIGIN,
      aud: API,
      sub: person.id,
      tenant: person.tenantId,
      role: "analyst",
      client_id: "first-party",
      sid: session?.session.id,
      amr: ["pwd"],
      jti: expect.any(String),
      iat: Math.floor(now / 1000),
      exp: Math.floor(now / 1000) + 600,
      auth_time: Math.floor(now / 1000),
    });
  });

  test("are for nobody who is not signed in, and for no tenant that was left", async () => {
    const { browser } = identityUnderTest();
    expect((await browser().get("/auth/token")).status).toBe(401);
    const person = await createPerson();
    const page = browser();
    await signIn(page, person);
    const { env } = await import("cloudflare:workers");
    await env.DB.prepare("delete from members where user_id = ?").bind(person.id).run();
    const answer = await page.get("/auth/token");
    expect([answer.status, await answer.json()]).toEqual([
      403,
      expect.objectContaining({ code: "NO_TENANT" }),
    ]);
  });
});

describe("sessions", () => {
  test("are listed and revoked, and the gateway is told", async () => {
    const { browser, told } = identityUnderTest();
    const person = await createPerson();
    const [laptop, phone] = [browser(), browser("203.0.113.9")];
    await signIn(laptop, person);
    await signIn(phone, person);
    const listed = await (await laptop.get("/auth/list-sessions")).json<
      { id: string; token: string; ipAddress: string }[]
    >();
    expect(listed).toHaveLength(2);
    const other = listed.find(({ ipAddress }) => ipAddress === "203.0.113.9")!;
    expect((await laptop.post("/auth/revoke-session", { token: other.token })).status).toBe(200);
    expect(await (await phone.get("/auth/get-session")).json()).toBeNull();
    expect(told.revoked).toEqual([{ tenantId: person.tenantId, subject: `session:${other.id}` }]);
    expect(told.audit.at(-1)?.event).toMatchObject({
      action: "session_revoked",
      target: `session:${other.id}`,
    });
  });

  test("of somebody else cannot be revoked", async () => {
    const { browser } = identityUnderTest();
    const [mine, theirs] = [browser(), browser()];
    await signIn(mine, await createPerson());
    await signIn(theirs, await createPerson());
    const [{ token } = { token: "" }] = await (await theirs.get("/auth/list-sessions")).json<
      { token: string }[]
    >();
    await mine.post("/auth/revoke-session", { token });
    expect(await (await theirs.get("/auth/get-session")).json()).not.toBeNull();
  });

  test("end with sign-out", async () => {
    const { browser, told } = identityUnderTest();
    const page = browser();
    await signIn(page, await createPerson());
    const kept = new Map(page.cookies);
    expect((await page.post("/auth/sign-out")).status).toBe(200);
    expect(page.cookies.size).toBe(0);
    for (const [name, value] of kept) page.cookies.set(name, value);
    expect(await (await page.get("/auth/get-session")).json()).toBeNull();
    expect(told.revoked).toHaveLength(1);
    expect(told.audit.at(-1)?.event.action).toBe("sign_out");
  });

  test("end everywhere when the password changes, and tokens with them", async () => {
    const { browser, told } = identityUnderTest();
    const person = await createPerson();
    const [one, two] = [browser(), browser()];
    await signIn(one, person);
    await signIn(two, person);
    const changed = await one.post("/auth/change-password", {
      currentPassword: PASSWORD,
      newPassword: "another horse battery",
      revokeOtherSessions: true,
    });
    expect(changed.status).toBe(200);
    expect(await (await two.get("/auth/get-session")).json()).toBeNull();
    expect(told.revoked).toContainEqual({ tenantId: person.tenantId, subject: `user:${person.id}` });
    expect(told.audit.map(({ event }) => event.action)).toContain("password_changed");
    const again = await browser().post("/auth/sign-in/email", { email: person.email, password: PASSWORD });
    expect(again.status).toBe(401);
  });

  test("are strengthened by showing the password again", async () => {
    const { browser, told } = identityUnderTest();
    const person = await createPerson();
    const page = browser();
    await signIn(page, person);
    const { env } = await import("cloudflare:workers");
    await env.DB.prepare("update sessions set authenticated_at = 1 where user_id = ?").bind(person.id).run();
    const refused = await page.get("/auth/passkey/generate-register-options");
    expect([refused.status, await refused.json()]).toEqual([
      401,
      expect.objectContaining({ code: "STEP_UP_REQUIRED" }),
    ]);
    expect((await page.post("/auth/step-up/password", { password: "wrong horse battery" })).status).toBe(401);
    const shown = await page.post("/auth/step-up/password", { password: PASSWORD });
    expect([shown.status, await shown.json()]).toEqual([200, expect.objectContaining({ methods: "pwd" })]);
    expect((await page.get("/auth/passkey/generate-register-options")).status).toBe(200);
    expect(told.audit.at(-1)?.event.action).toBe("step_up");
    expect((await browser().post("/auth/step-up/password", { password: PASSWORD })).status).toBe(401);
  });
});
