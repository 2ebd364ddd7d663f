import {
  evictDurableObject,
  listDurableObjectIds,
  runDurableObjectAlarm,
  runInDurableObject,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  createSignInGuard,
  type SignInGuardNamespace,
  SignInGuardUnavailable,
} from "../../../src/identity/index.ts";
import { subjectsOf } from "../../../src/identity/sign-in-guard-subjects.ts";

const SECRET = "a secret of this test";
/** No answer is given up on because the machine is slow. */
const PATIENT = { timeoutMs: 60_000 };
const guard = createSignInGuard(env.SIGN_IN_GUARD, SECRET, PATIENT);
const HOME = "198.51.100.7";
let nextAddress = 0;
/** A network of its own, in a neighbourhood of its own. */
const somewhere = () => `2001:db8:${(nextAddress++).toString(16)}::1`;
const accountOf = (account: string) =>
  env.SIGN_IN_GUARD.getByName(subjectsOf(SECRET, account, HOME).account ?? "");

/** Tries until refused; returns how many attempts were let through. */
async function hammer(account: string, network: () => string, most = 40): Promise<number> {
  for (let passed = 0; passed < most; passed++)
    if ((await guard.before(account, network())).retryAfterMs > 0) return passed;
  return most;
}

// The clock stands, else a slow machine earns attempts back while it is counted how many are let through.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
});

afterEach(() => {
  vi.useRealTimers();
});

describe("one account", () => {
  test("a hundred guesses at once from a hundred networks: five are looked at", async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => guard.before("crowd@example.org", somewhere())),
    );
    expect(answers.filter(({ retryAfterMs }) => retryAfterMs === 0)).toHaveLength(5);
  });

  test("an account that exists and one that does not are refused alike", async () => {
    await guard.before("real@example.org", HOME);
    await guard.after("real@example.org", HOME, true);
    for (const account of ["real@example.org", "nobody@example.org"]) {
      const waits: number[] = [];
      for (let i = 0; i < 7; i++) waits.push((await guard.before(account, somewhere())).retryAfterMs);
      expect(waits, account).toEqual([0, 0, 0, 0, 0, 1_000, 1_000]);
    }
  });

  test("its owner comes in from home while strangers hammer it, and from a new place has to wait", async () => {
    await guard.before("owner@example.org", HOME);
    await guard.after("owner@example.org", HOME, true);
    expect(await hammer("owner@example.org", somewhere)).toBe(5);
    expect(await guard.before("owner@example.org", HOME)).toEqual({ retryAfterMs: 0 });
    await guard.after("owner@example.org", HOME, true);
    expect(await guard.before("owner@example.org", somewhere())).toEqual({ retryAfterMs: 1_000 });
  });

  test("what is right costs nothing: fifty sign-ins in a row", async () => {
    for (let i = 0; i < 50; i++) {
      expect(await guard.before("daily@example.org", HOME)).toEqual({ retryAfterMs: 0 });
      await guard.after("daily@example.org", HOME, true);
    }
  });

  test("eviction in the middle forgets no failure", async () => {
    const network = somewhere();
    for (let i = 0; i < 3; i++) await guard.before("evicted@example.org", network);
    await evictDurableObject(accountOf("evicted@example.org"));
    expect(await hammer("evicted@example.org", () => network)).toBe(2);
  });

  test("neither its name nor an address is stored", async () => {
    await guard.before("secretive@example.org", "203.0.113.77");
    await guard.after("secretive@example.org", "203.0.113.77", true);
    await guard.before("secretive@example.org", "203.0.113.78");
    const stored = await runInDurableObject(accountOf("secretive@example.org"), (_, { storage }) =>
      JSON.stringify([...storage.kv.list()]),
    );
    expect(stored).toContain("familiar");
    expect(stored).not.toMatch(/secretive|203\.0|cb00714d/);
  });
});

describe("one network", () => {
  test("it may try many accounts, but not without end; the neighbour is not held to account", async () => {
    const network = somewhere();
    let passed = 0;
    while (passed < 200 && (await guard.before(`spray${passed}@example.org`, network)).retryAfterMs === 0)
      passed++;
    expect(passed).toBe(100);
    expect(await guard.before(null, network)).toEqual({ retryAfterMs: 60_000 });
    expect(await guard.before(null, network.replace("::1", ":5::1"))).toEqual({ retryAfterMs: 0 });
  });

  test("an account that is refused costs its network nothing", async () => {
    const network = somewhere();
    await hammer("stubborn@example.org", () => network);
    for (let i = 0; i < 150; i++) await guard.before("stubborn@example.org", network);
    expect(await guard.before("somebody.else@example.org", network)).toEqual({ retryAfterMs: 0 });
  });
});

describe("quiet subjects", () => {
  test("the alarm forgets an account once its failures are forgotten, and not before", async () => {
    const stub = accountOf("quiet@example.org");
    for (let i = 0; i < 3; i++) await guard.before("quiet@example.org", somewhere());
    const keys = () => runInDurableObject(stub, (_, { storage }) => [...storage.kv.list()].length);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(await keys()).toBe(1);
    vi.setSystemTime(Date.now() + 4 * 3_600_000);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(await keys()).toBe(0);
    expect(await runDurableObjectAlarm(stub)).toBe(false);
    expect(await hammer("quiet@example.org", somewhere)).toBe(5);
  });
});

describe("when a counter does not answer", () => {
  const dead = (broken: Partial<ReturnType<SignInGuardNamespace["getByName"]>>): SignInGuardNamespace => ({
    getByName: (name) => {
      const stub = env.SIGN_IN_GUARD.getByName(name);
      return {
        reserveAttempt: (familiar) => stub.reserveAttempt(familiar),
        settleAttempt: (familiar, outcome) => stub.settleAttempt(familiar, outcome),
        reserveFrom: (size) => stub.reserveFrom(size),
        giveBackTo: (size) => stub.giveBackTo(size),
        ...broken,
      };
    },
  });
  const fail = () => Promise.reject(new Error("overloaded"));
  const hang = () => new Promise<never>(() => {});

  test.each([
    ["the account's fails", dead({ reserveAttempt: fail })],
    ["the account's hangs", dead({ reserveAttempt: hang })],
    ["the network's fails", dead({ reserveFrom: fail })],
    ["the network's hangs", dead({ reserveFrom: hang })],
  ])("%s: nobody may try", async (_, namespace) => {
    const broken = createSignInGuard(namespace, SECRET, { timeoutMs: 50 });
    const refusal = await broken.before("outage@example.org", somewhere()).catch((error) => error);
    expect(refusal).toBeInstanceOf(SignInGuardUnavailable);
    expect(refusal).toMatchObject({ code: "identity_unavailable", retryAfterMs: 5_000 });
  });

  test("an outage of the account's counter does not use up the network's allowance", async () => {
    const broken = createSignInGuard(dead({ reserveAttempt: fail }), SECRET, PATIENT);
    const network = somewhere();
    for (let i = 0; i < 110; i++) await broken.before("outage@example.org", network).catch(() => {});
    expect(await guard.before(null, network)).toEqual({ retryAfterMs: 0 });
  });

  test("a sign-in that was right stays right when the counter cannot be told", async () => {
    const failures: unknown[] = [];
    const broken = createSignInGuard(dead({ settleAttempt: fail, giveBackTo: hang }), SECRET, {
      timeoutMs: 50,
      onUnreachable: (error) => void failures.push(error),
    });
    await guard.before("right@example.org", HOME);
    await broken.after("right@example.org", HOME, true);
    expect(failures).toHaveLength(3);
  });
});

test("no object is named in clear", async () => {
  await guard.before("clear@example.org", HOME);
  const ids = (await listDurableObjectIds(env.SIGN_IN_GUARD)).map(String);
  const idOf = (name: string) => String(env.SIGN_IN_GUARD.idFromName(name));
  expect(ids).toContain(idOf(subjectsOf(SECRET, "clear@example.org", HOME).account ?? ""));
  expect(ids).not.toContain(idOf("clear@example.org"));
  expect(ids).not.toContain(idOf(HOME));
});
