import {
  abortAllDurableObjects,
  evictDurableObject,
  runDurableObjectAlarm,
  runInDurableObject,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type AskForLease,
  type LeaseRequest,
  leaseFromDurableObject,
  type RateLimitPolicy,
} from "../../src/http/rate-limit/index.ts";
import { createLeaseClient, type Verdict } from "../../src/http/rate-limit/lease-client.ts";
import { NOON } from "./room-visitor.ts";

const policy: RateLimitPolicy = { name: "test", perMinute: 60, burst: 200 };
const asking = (fields: Partial<LeaseRequest> = {}): LeaseRequest => ({
  policy,
  wanted: 1,
  needed: 0,
  lease: 0,
  held: 0,
  spent: 0,
  overdrawn: 0,
  ...fields,
});
const limiterOf = (subject: string) => env.RATE_LIMITER.getByName(`test:${subject}`);

/** An isolate of its own: its own tokens, the one real object. */
function createIsolate(limit = policy, ask: AskForLease = leaseFromDurableObject(env.RATE_LIMITER)) {
  const background: Promise<unknown>[] = [];
  const failures: unknown[] = [];
  const client = createLeaseClient<null>(limit, {
    ask: (_, subject, request) => ask(subject, request),
    waitUntil: (_, promise) => void background.push(promise),
    onUnreachable: (_, __, error) => void failures.push(error),
    now: Date.now,
  });
  return { take: (subject: string) => client.take(null, subject), background, failures };
}

/** Has every isolate send so many requests at once; returns how many passed. */
async function hammer(
  isolates: ReturnType<typeof createIsolate>[],
  subject: string,
  requests: number,
): Promise<number> {
  const verdicts: (Verdict | Promise<Verdict>)[] = [];
  for (let i = 0; i < requests; i++) for (const isolate of isolates) verdicts.push(isolate.take(subject));
  return (await Promise.all(verdicts)).filter(({ allowed }) => allowed).length;
}

// Nothing flows in but what a test lets flow in.
beforeEach(() => void vi.setSystemTime(NOON));
afterEach(() => {
  vi.useRealTimers();
});

describe("many isolates on one object", () => {
  test("all of the burst passes, and nothing beyond what flowed in meanwhile", async () => {
    const isolates = Array.from({ length: 25 }, () => createIsolate());
    let passed = 0;
    for (let round = 0; round < 4; round++) {
      vi.setSystemTime(NOON + round * 1_000);
      passed += await hammer(isolates, "crowd", 10);
    }
    expect(passed).toBeLessThanOrEqual(policy.burst + 3);
    expect(passed).toBeGreaterThanOrEqual(policy.burst / 2);
    expect(isolates.flatMap(({ failures }) => failures)).toEqual([]);
  });

  test("eviction in the middle gives no second burst", async () => {
    let passed = 0;
    for (let round = 0; round < 5; round++) {
      // New ones each time: those of the round before refuse by themselves.
      const isolates = Array.from({ length: 10 }, () => createIsolate());
      passed += await hammer(isolates, "evicted", 20);
      await evictDurableObject(limiterOf("evicted"));
    }
    expect(passed).toBeLessThanOrEqual(policy.burst);
    expect(passed).toBeGreaterThanOrEqual(policy.burst / 2);
  });

  test("nor does a crash right after the answer", async () => {
    const limiter = limiterOf("crashed");
    expect((await limiter.lease(asking({ wanted: 200, needed: 200 }))).granted).toBe(200);
    await abortAllDurableObjects();
    const again = await limiterOf("crashed").lease(asking({ wanted: 200, needed: 200 }));
    expect(again.granted).toBe(0);
  });

  test("policies of one subject have buckets of their own", async () => {
    const lease = leaseFromDurableObject(env.RATE_LIMITER);
    const other = { ...policy, name: "other" };
    expect((await lease("both", asking({ wanted: 200, needed: 200 }))).granted).toBe(200);
    expect((await lease("both", asking({ policy: other, wanted: 200, needed: 200 }))).granted).toBe(200);
  });
});

describe("waiting", () => {
  test("requests in a row wait for the first lease only", async () => {
    const isolate = createIsolate({ name: "test", perMinute: 60_000, burst: 10_000 });
    let waited = 0;
    for (let i = 0; i < 300; i++) {
      const decision = isolate.take("busy");
      if (decision instanceof Promise) waited++;
      expect((await decision).allowed).toBe(true);
      await Promise.all(isolate.background.splice(0));
    }
    expect(waited).toBe(1);
  });

  test("as long as the refusal says is enough", async () => {
    const brisk = { name: "test", perMinute: 600, burst: 3 };
    const isolate = createIsolate(brisk);
    await hammer([isolate], "patient", 5);
    const refusal = await isolate.take("patient");
    expect(refusal).toMatchObject({ allowed: false, retryAfterMs: 100 });
    vi.setSystemTime(NOON + refusal.retryAfterMs - 1);
    expect((await isolate.take("patient")).allowed).toBe(false);
    vi.setSystemTime(NOON + refusal.retryAfterMs);
    expect((await isolate.take("patient")).allowed).toBe(true);
  });

  test("an object that fails in the middle of a run costs no request and is asked again later", async () => {
    let broken = false;
    const healthy = leaseFromDurableObject(env.RATE_LIMITER);
    const flaky: AskForLease = (subject, request) =>
      broken ? Promise.reject(new Error("internal error")) : healthy(subject, request);
    const isolate = createIsolate(policy, flaky);
    expect((await isolate.take("flaky")).allowed).toBe(true);
    broken = true;
    expect(await hammer([isolate], "flaky", 15)).toBe(15);
    expect(isolate.failures).toHaveLength(1);
    broken = false;
    vi.setSystemTime(NOON + 1_000);
    await isolate.take("flaky");
    await Promise.all(isolate.background);
    expect(await hammer([isolate], "flaky", 20)).toBe(20);
    expect(isolate.failures).toHaveLength(1);
  });
});

describe("storage", () => {
  const stored = (subject: string) =>
    runInDurableObject(limiterOf(subject), async (_, { storage }) => ({
      entries: [...storage.kv.list()].length,
      alarmAt: await storage.getAlarm(),
    }));

  test("a grant is stored and one alarm set; a refusal changes neither", async () => {
    const limiter = limiterOf("thrifty");
    await limiter.lease(asking({ wanted: 200, needed: 200 }));
    const { entries, alarmAt } = await stored("thrifty");
    expect(entries).toBe(1);
    expect(alarmAt).toBe(NOON + 200_000);
    const before = await runInDurableObject(limiter, (_, { storage }) =>
      JSON.stringify([...storage.kv.list()]),
    );
    for (let i = 0; i < 3; i++) await limiter.lease(asking());
    const after = await runInDurableObject(limiter, (_, { storage }) =>
      JSON.stringify([...storage.kv.list()]),
    );
    expect(after).toBe(before);
    expect((await stored("thrifty")).alarmAt).toBe(alarmAt);
  });

  test("the alarm leaves a bucket in use alone, and sets itself again", async () => {
    await limiterOf("active").lease(asking({ wanted: 150, needed: 150 }));
    expect(await runDurableObjectAlarm(limiterOf("active"))).toBe(true);
    expect(await stored("active")).toMatchObject({ entries: 1, alarmAt: expect.any(Number) });
    expect((await limiterOf("active").lease(asking({ wanted: 200, needed: 200 }))).granted).toBe(50);
  });

  test("the alarm erases a subject whose bucket is full again, also after an eviction", async () => {
    await limiterOf("idle").lease(asking({ wanted: 20 }));
    await evictDurableObject(limiterOf("idle"));
    vi.setSystemTime(NOON + 300_000);
    expect(await runDurableObjectAlarm(limiterOf("idle"))).toBe(true);
    expect(await stored("idle")).toEqual({ entries: 0, alarmAt: null });
    expect((await limiterOf("idle").lease(asking({ wanted: 200, needed: 200 }))).granted).toBe(200);
  });
});

describe("malformed requests", () => {
  test.each([
    ["negative tokens", asking({ wanted: -5 })],
    ["no number", asking({ overdrawn: Number.NaN })],
    ["no rate", asking({ policy: { ...policy, perMinute: 0 } })],
  ])("%s are rejected and change nothing", async (name, request) => {
    await expect(runInDurableObject(limiterOf(name), (limiter) => limiter.lease(request))).rejects.toThrow();
    expect((await limiterOf(name).lease(asking({ wanted: 200, needed: 200 }))).granted).toBe(200);
  });
});
