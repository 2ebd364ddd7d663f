import { type TOTP, URI } from "otpauth";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type Browser,
  createPerson,
  identityUnderTest,
  PASSWORD,
  type Person,
  signIn,
} from "./identity-under-test.ts";

const PERIOD_MS = 30_000;
const { browser, told } = identityUnderTest();
let person: Person;
let page: Browser;
let totp: TOTP;
let recovery: string[];

/** The code of the period so many before or after this one. */
const code = (periods = 0) => totp.generate({ timestamp: Date.now() + periods * PERIOD_MS });

/** A code that is good for nobody now. */
const wrongCode = () => {
  const good = [-1, 0, 1].map((periods) => code(periods));
  return ["000000", "000001", "000002", "000003"].find((one) => !good.includes(one))!;
};

/** Shows the password and is asked for the second factor. */
async function asked(from: Browser): Promise<Browser> {
  const answer = await from.post("/auth/sign-in/email", { email: person.email, password: PASSWORD });
  expect(await answer.json()).toEqual({ twoFactorRedirect: true, twoFactorMethods: ["totp"] });
  expect([...from.cookies.keys()]).toEqual(["__Host-descant.two_factor"]);
  return from;
}

// The clock stands: a code is good for its period and those beside it, and the next may begin between any two lines.
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  person = await createPerson();
  page = browser();
  await signIn(page, person);
  const enabled = await page.post("/auth/two-factor/enable", { password: PASSWORD });
  const { totpURI, backupCodes } = await enabled.json<{ totpURI: string; backupCodes: string[] }>();
  totp = URI.parse(totpURI) as TOTP;
  recovery = backupCodes;
  expect((await page.post("/auth/two-factor/verify-totp", { code: code(-1) })).status).toBe(200);
});

afterEach(() => {
  vi.useRealTimers();
});

describe("a second factor", () => {
  test("that another program's authenticator makes is asked for after the password, and named in the session", async () => {
    expect(totp).toMatchObject({
      issuer: "Descant",
      label: person.email,
      algorithm: "SHA1",
      digits: 6,
      period: 30,
    });
    expect(told.audit.map(({ event }) => event.action)).toContain("second_factor_enabled");
    const phone = await asked(browser());
    expect(await (await phone.get("/auth/get-session")).json()).toBeNull();
    expect((await phone.post("/auth/two-factor/verify-totp", { code: code() })).status).toBe(200);
    expect(await (await phone.get("/auth/get-session")).json()).toMatchObject({
      session: { methods: "pwd otp" },
    });
    expect(told.guard.slice(-3)).toEqual([
      { account: person.email, network: "198.51.100.1", ok: "partial" },
      { account: person.email, network: "198.51.100.1" },
      { account: person.email, network: "198.51.100.1", ok: true },
    ]);
  });

  test("is taken once: a code that somebody watched being typed is worth nothing", async () => {
    const [mine, theirs] = [await asked(browser()), await asked(browser())];
    const shown = code();
    expect((await mine.post("/auth/two-factor/verify-totp", { code: shown })).status).toBe(200);
    const replayed = await theirs.post("/auth/two-factor/verify-totp", { code: shown });
    expect([replayed.status, await replayed.json()]).toEqual([
      401,
      expect.objectContaining({ code: "INVALID_CODE" }),
    ]);
    expect(await (await theirs.get("/auth/get-session")).json()).toBeNull();
  });

  test("is taken once even when it is shown twice at once", async () => {
    const pages = [await asked(browser()), await asked(browser()), await asked(browser())];
    const shown = code();
    const answers = await Promise.all(
      pages.map((from) => from.post("/auth/two-factor/verify-totp", { code: shown })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
  });

  test.each([
    ["a wrong code", wrongCode],
    ["an old code", () => code(-4)],
    ["a future code", () => code(4)],
    ["no code", () => ""],
  ])("is refused with %s", async (_, wrong) => {
    const phone = await asked(browser());
    const answer = await phone.post("/auth/two-factor/verify-totp", { code: wrong() });
    expect(answer.status).toBe(401);
    expect(await (await phone.get("/auth/get-session")).json()).toBeNull();
    expect(told.audit.at(-1)?.event).toMatchObject({ action: "second_factor_failed" });
  });

  test("cannot be shown without the password, nor skipped by a device that asks to be trusted", async () => {
    expect((await browser().post("/auth/two-factor/verify-totp", { code: code() })).status).toBe(401);
    const phone = await asked(browser());
    await phone.post("/auth/two-factor/verify-totp", { code: code(), trustDevice: true });
    expect([...phone.cookies.keys()].filter((name) => name.includes("trust"))).toEqual([]);
    await phone.post("/auth/sign-out");
    await asked(phone);
  });

  test("is replaced by a recovery code, each of which is good once", async () => {
    expect(recovery).toHaveLength(10);
    const [first = ""] = recovery;
    const phone = await asked(browser());
    expect((await phone.post("/auth/two-factor/verify-backup-code", { code: first })).status).toBe(200);
    expect(await (await phone.get("/auth/get-session")).json()).toMatchObject({
      session: { methods: "pwd kba" },
    });
    expect(told.audit.map(({ event }) => event.action)).toContain("recovery_code_used");
    const again = await (await asked(browser())).post("/auth/two-factor/verify-backup-code", { code: first });
    expect([again.status, await again.json()]).toEqual([
      401,
      expect.objectContaining({ code: "INVALID_BACKUP_CODE" }),
    ]);
  });

  test("is asked for by a step-up too", async () => {
    const without = await page.post("/auth/step-up/password", { password: PASSWORD });
    expect([without.status, await without.json()]).toEqual([
      400,
      expect.objectContaining({ code: "CODE_REQUIRED" }),
    ]);
    const wrong = await page.post("/auth/step-up/password", { password: PASSWORD, code: wrongCode() });
    expect(wrong.status).toBe(401);
    const shown = code(1);
    expect((await page.post("/auth/step-up/password", { password: PASSWORD, code: shown })).status).toBe(200);
    expect((await page.post("/auth/step-up/password", { password: PASSWORD, code: shown })).status).toBe(401);
  });

  test("is switched off with the password only, and its secret is not kept in clear", async () => {
    const { env } = await import("cloudflare:workers");
    const row = await env.DB.prepare("select * from two_factors where user_id = ?").bind(person.id).first();
    expect(JSON.stringify(row)).not.toContain(totp.secret.utf8);
    expect(JSON.stringify(row)).not.toContain(recovery[0]);
    expect((await page.post("/auth/two-factor/disable", { password: "wrong horse battery" })).status).toBe(
      400,
    );
    expect((await page.post("/auth/two-factor/disable", { password: PASSWORD })).status).toBe(200);
    expect(told.audit.at(-1)?.event.action).toBe("second_factor_disabled");
    await signIn(browser(), person);
  });
});
