import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { LeaseGrant, LeaseRequest, RateLimitPolicy } from "../../../../src/http/rate-limit/contract.ts";
import { createLeaseClient, type Verdict } from "../../../../src/http/rate-limit/lease-client.ts";
import { allowanceOf } from "../../../../src/http/rate-limit/lease-state.ts";
import { fullBucket, grantLease } from "../../../../src/http/rate-limit/token-bucket-state.ts";

const policy: RateLimitPolicy = { name: "test", perMinute: 6_000, burst: 1_000 };
type Ask = (request: LeaseRequest) => Promise<LeaseGrant>;

/** A bucket in this process that counts how often it is asked, with a clock that the test moves. */
function createWorld(limit = policy, pause?: () => Promise<void>) {
  const world = {
    now: 1_000_000,
    asked: 0,
    bucket: fullBucket(limit, 1_000_000),
    ask: (async (request) => {
      const decision = grantLease(world.bucket, request, world.now);
      world.bucket = decision.state;
      return decision.grant;
    }) as Ask,
    failures: [] as unknown[],
    background: [] as Promise<unknown>[],
    isolate: () =>
      createLeaseClient<null>(limit, {
        ask: (_, __, request) => {
          world.asked++;
          return world.ask(request);
        },
        waitUntil: (_, promise) => void world.background.push(promise),
        onUnreachable: (_, __, error) => void world.failures.push(error),
        now: () => world.now,
        ...(pause && { pause }),
      }),
    settle: async () => {
      while (world.background.length > 0) await world.background.pop();
    },
  };
  return world;
}

afterEach(() => void vi.useRealTimers());

describe("one isolate", () => {
  test("waits for its first lease only: later ones come in the background", async () => {
    const world = createWorld();
    const isolate = world.isolate();
    let waited = 0;
    for (let i = 0; i < 500; i++) {
      const decision = isolate.take(null, "a");
      if (decision instanceof Promise) waited++;
      expect((await decision).allowed).toBe(true);
      await world.settle();
      world.now += 10;
    }
    expect(waited).toBe(1);
    expect(world.asked).toBeGreaterThan(2);
    expect(world.asked).toBeLessThan(20);
  });

  test("a slow caller waits no more than once either", async () => {
    const world = createWorld();
    const isolate = world.isolate();
    await isolate.take(null, "a");
    for (let i = 0; i < 50; i++) {
      world.now += 14_000;
      expect(isolate.take(null, "a")).not.toBeInstanceOf(Promise);
      world.now += 2_000;
      expect(isolate.take(null, "a")).not.toBeInstanceOf(Promise);
      await world.settle();
    }
  });

  test("requests that arrive together share one question", async () => {
    const world = createWorld();
    const isolate = world.isolate();
    const verdicts = await Promise.all(Array.from({ length: 200 }, () => isolate.take(null, "a")));
    expect(verdicts.every(({ allowed }) => allowed)).toBe(true);
    expect(world.asked).toBeLessThanOrEqual(4);
  });

  test("subjects do not share tokens", async () => {
    const small = { ...policy, perMinute: 1, burst: 1 };
    const buckets = new Map<string, ReturnType<typeof createWorld>>();
    const isolate = createLeaseClient<null>(small, {
      ask: (_, subject, request) => {
        const world = buckets.get(subject) ?? createWorld(small);
        buckets.set(subject, world);
        return world.ask(request);
      },
      waitUntil: () => {},
      onUnreachable: () => {},
      now: () => 1_000_000,
    });
    expect((await isolate.take(null, "a")).allowed).toBe(true);
    expect((await isolate.take(null, "a")).allowed).toBe(false);
    expect((await isolate.take(null, "b")).allowed).toBe(true);
  });

  test("refuses without asking until the time it was told, and waiting that long works", async () => {
    const limit = { ...policy, perMinute: 60, burst: 20 };
    const world = createWorld(limit);
    const isolate = world.isolate();
    let verdict: Verdict = await isolate.take(null, "a");
    let allowed = 0;
    while (verdict.allowed) {
      allowed++;
      await world.settle();
      verdict = await isolate.take(null, "a");
    }
    expect(allowed).toBe(20);
    expect(verdict.retryAfterMs).toBe(1_000);
    const { asked } = world;
    for (let i = 0; i < 100; i++)
      expect(isolate.take(null, "a")).toMatchObject({ allowed: false, remaining: 0 });
    expect(world.asked).toBe(asked);
    world.now += verdict.retryAfterMs;
    expect((await isolate.take(null, "a")).allowed).toBe(true);
  });
});

describe("an object out of reach", () => {
  test("a rejecting one costs no request: the allowance serves, and the failure is told once", async () => {
    const world = createWorld();
    world.ask = () => Promise.reject(new Error("down"));
    const isolate = world.isolate();
    const verdicts = await Promise.all(Array.from({ length: 30 }, () => isolate.take(null, "a")));
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(allowanceOf(policy).burst);
    expect(verdicts.at(-1)).toMatchObject({ allowed: false, retryAfterMs: 100 });
    expect(world.failures).toMatchObject([{ message: "down" }]);
    expect(world.asked).toBe(1);
  });

  test("one that throws instead of rejecting is the same", async () => {
    const world = createWorld();
    world.ask = () => {
      throw new Error("no binding");
    };
    expect((await world.isolate().take(null, "a")).allowed).toBe(true);
    expect(world.failures).toHaveLength(1);
  });

  test("many isolates together let through their allowances and no more", async () => {
    const world = createWorld();
    world.ask = () => Promise.reject(new Error("down"));
    const isolates = Array.from({ length: 8 }, () => world.isolate());
    const start = world.now;
    let allowed = 0;
    for (; world.now < start + 10_000; world.now += 50) {
      for (const isolate of isolates) {
        for (let i = 0; i < 3; i++) if ((await isolate.take(null, "a")).allowed) allowed++;
        await world.settle();
      }
    }
    const { burst, perMinute } = allowanceOf(policy);
    expect(allowed).toBeLessThanOrEqual(isolates.length * (burst + (perMinute / 60) * 10));
    expect(allowed).toBeGreaterThan(isolates.length * burst);
    // Once a second, then two, four: not once a request.
    expect(world.asked).toBeLessThanOrEqual(isolates.length * 5);
  });

  test("when it is back it is told what passed without it, and requests never waited for that", async () => {
    const world = createWorld();
    const { ask } = world;
    world.ask = () => Promise.reject(new Error("down"));
    const isolate = world.isolate();
    for (let i = 0; i < 5; i++) await isolate.take(null, "a");
    await world.settle();
    const charged: number[] = [];
    world.ask = (request) => {
      charged.push(request.overdrawn);
      return ask(request);
    };
    world.now += 1_000;
    expect(isolate.take(null, "a")).not.toBeInstanceOf(Promise);
    await world.settle();
    world.now += 10;
    expect(isolate.take(null, "a")).not.toBeInstanceOf(Promise);
    expect(charged).toEqual([6]);
    expect(world.failures).toHaveLength(1);
  });

  test("one that never answers holds a request up for five seconds, and its late answer is ignored", async () => {
    const world = createWorld();
    let answer: (grant: LeaseGrant) => void = () => {};
    world.ask = () => new Promise((resolve) => (answer = resolve));
    const isolate = world.isolate();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const settled = vi.fn();
    const taken = Promise.resolve(isolate.take(null, "a")).then(settled);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await taken;
    expect(settled).toHaveBeenCalledWith(expect.objectContaining({ allowed: true }));
    expect(String(world.failures[0])).toContain("5000 ms");
    answer({ granted: 500, kept: false, lease: 1, ttlMs: 30_000, remaining: 0, retryAfterMs: 0 });
    await world.settle();
    let allowed = 1;
    while ((await isolate.take(null, "a")).allowed) allowed++;
    expect(allowed).toBe(allowanceOf(policy).burst);
  });

  test("an answer lost with the request that asked, or while the isolate stood still, costs no other request", async () => {
    const world = createWorld();
    const { ask } = world;
    const isolate = world.isolate();
    await isolate.take(null, "a");
    world.ask = () => new Promise(() => {});
    for (let i = 0; i < 8; i++) await isolate.take(null, "a");
    world.ask = ask;
    world.now += 6_000;
    await isolate.take(null, "a");
    expect(world.failures).toHaveLength(0);
    world.background.length = 0;
    // The object has done nothing wrong: it is asked anew at once, and nobody goes by the allowance, which is 10.
    world.now += 1;
    for (let i = 0; i < 100; i++) {
      expect((await isolate.take(null, "a")).allowed).toBe(true);
      await world.settle();
    }
    expect(world.failures).toMatchObject([{ message: "The answer was lost" }]);
  });
});

/** Lets everything that is ready to go on do so. */
async function turns() {
  for (let i = 0; i < 30; i++) await null;
}

/** What happens at a moment of the simulation: so many requests at an isolate, and what becomes of its question. */
const moments = fc.array(
  fc.record({
    after: fc.oneof(
      fc.integer({ min: 0, max: 20 }),
      fc.integer({ min: 0, max: 3_000 }),
      fc.constantFrom(16_000, 36_000),
    ),
    isolate: fc.integer({ min: 0, max: 5 }),
    requests: fc.integer({ min: 1, max: 30 }),
    fate: fc.constantFrom("answered", "answered", "answered", "answered", "late", "restart", "isolate dies"),
  }),
  { minLength: 10, maxLength: 150 },
);

describe("many isolates on one healthy object", () => {
  test("over any stretch t, at most burst + rate * t pass: late answers, restarts and dead isolates included", async () => {
    const limits = fc.record({
      perMinute: fc.integer({ min: 1, max: 3_000 }),
      burst: fc.integer({ min: 1, max: 200 }),
    });
    await fc.assert(
      fc.asyncProperty(limits, moments, async (numbers, sequence) => {
        const limit = { name: "any", ...numbers };
        // Time stands still between two moments here, so those that wait look again at once.
        const world = createWorld(limit, () => Promise.resolve());
        let stored = world.bucket;
        let isLate = false;
        const late: (() => void)[] = [];
        const answerLate = () => late.splice(0).forEach((answer) => void answer());
        world.ask = (request) => {
          const decision = grantLease(world.bucket, request, world.now);
          world.bucket = decision.state;
          if (decision.mustPersist) stored = decision.state;
          if (!isLate) return Promise.resolve(decision.grant);
          return new Promise((resolve) => late.push(() => resolve(decision.grant)));
        };
        const isolates = Array.from({ length: 6 }, () => world.isolate());
        const passed: number[] = [];
        const waiting: Promise<void>[] = [];
        const note = ({ allowed }: Verdict) => void (allowed && passed.push(world.now));
        for (const { after, isolate, requests, fate } of sequence) {
          // An answer may come after the next moment's requests, but not after more than the client waits for it.
          isLate = false;
          if (after > 600) answerLate();
          await turns();
          world.now += after;
          const overdue = late.splice(0);
          if (fate === "restart") world.bucket = stored;
          if (fate === "isolate dies") isolates[isolate] = world.isolate();
          isLate = fate === "late";
          for (let i = 0; i < requests; i++) {
            const decision = isolates[isolate]!.take(null, "a");
            if (decision instanceof Promise) waiting.push(decision.then(note));
            else note(decision);
          }
          await turns();
          for (const answer of overdue) answer();
        }
        isLate = false;
        answerLate();
        await turns();
        await Promise.all(waiting);
        // The generic cell rate check: a bucket of the policy's size must hold a token for every request that passed.
        const token = 60_000;
        let level = limit.burst * token;
        let at = 1_000_000;
        for (const time of passed) {
          level = Math.min(limit.burst * token, level + (time - at) * limit.perMinute) - token;
          at = time;
          expect(level).toBeGreaterThanOrEqual(0);
        }
        expect(world.failures).toEqual([]);
      }),
      { numRuns: 150, seed: 4 },
    );
  });

  test("a saturated limit is used to the full: isolates do not starve each other", async () => {
    const limit = { name: "test", perMinute: 6_000, burst: 1_000 };
    const world = createWorld(limit, () => Promise.resolve());
    const isolates = Array.from({ length: 10 }, () => world.isolate());
    const passed = isolates.map(() => 0);
    const seconds = 60;
    for (let tick = 0; tick < seconds * 20; tick++, world.now += 50) {
      for (const [index, isolate] of isolates.entries()) {
        for (let i = 0; i < 2; i++) if ((await isolate.take(null, "a")).allowed) passed[index]!++;
      }
      await world.settle();
    }
    const total = passed.reduce((sum, count) => sum + count, 0);
    const limitOverAll = limit.burst + (limit.perMinute / 60) * seconds;
    expect(total).toBeLessThanOrEqual(limitOverAll);
    expect(total).toBeGreaterThan(0.9 * limitOverAll);
    expect(Math.min(...passed)).toBeGreaterThan(total / isolates.length / 10);
  });
});
