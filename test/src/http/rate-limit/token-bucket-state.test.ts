import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LeaseRequest, RateLimitPolicy } from "../../../../src/http/rate-limit/contract.ts";
import {
  type BucketState,
  fullBucket,
  grantLease,
  LEASE_GRACE_MS,
  LEASE_SLOT_MS,
  LEASE_TTL_MS,
  msUntil,
  refillMs,
  settle,
  TOKEN,
} from "../../../../src/http/rate-limit/token-bucket-state.ts";

const HOUR = 3_600_000;
const policy = (perMinute: number, burst: number): RateLimitPolicy => ({ name: "test", perMinute, burst });
const asking = (limit: RateLimitPolicy, fields: Partial<LeaseRequest> = {}): LeaseRequest => ({
  policy: limit,
  wanted: 1,
  needed: 0,
  lease: 0,
  held: 0,
  spent: 0,
  overdrawn: 0,
  ...fields,
});
const outstanding = (state: BucketState) => state.leases.reduce((total, lease) => total + lease.tokens, 0);

/** An isolate that spends a lease at once and says so in its next request. */
function spender(limit: RateLimitPolicy) {
  let lease = 0;
  let spent = 0;
  return (state: BucketState, wanted: number, now: number) => {
    const decision = grantLease(state, asking(limit, { wanted, needed: wanted, lease, spent }), now);
    lease = decision.grant.lease;
    spent = decision.grant.granted;
    return decision;
  };
}

describe("grantLease", () => {
  const limit = policy(60, 100);

  test("hands out at most half to one who only stocks up, everything to those who wait", () => {
    const full = fullBucket(limit, 0);
    expect(grantLease(full, asking(limit, { wanted: 500 }), 0).grant).toMatchObject({
      granted: 50,
      remaining: 50,
    });
    expect(grantLease(full, asking(limit, { wanted: 500, needed: 90 }), 0).grant.granted).toBe(90);
    expect(grantLease(full, asking(limit, { wanted: 500, needed: 500 }), 0).grant.granted).toBe(100);
  });

  test("says when the next token comes, and waiting that long is enough", () => {
    for (const perMinute of [1, 7, 59, 60, 61, 997, 6_000]) {
      const slow = policy(perMinute, 3);
      const draw = spender(slow);
      let now = 1_000_003;
      let { state } = draw(fullBucket(slow, now), 3, now);
      for (let round = 0; round < 20; round++) {
        const refusal = draw(state, 1, now);
        expect(refusal.grant.granted).toBe(0);
        expect(refusal.grant.lease).toBe(0);
        now += refusal.grant.retryAfterMs;
        const success = draw(refusal.state, 1, now);
        expect(success.grant).toMatchObject({ granted: 1, retryAfterMs: 0 });
        state = success.state;
      }
    }
  });

  test("the wait for the first token is exact to the millisecond", () => {
    const slow = policy(7, 3);
    const draw = spender(slow);
    const { state } = draw(fullBucket(slow, 0), 3, 0);
    const refusal = draw(state, 1, 0);
    expect(refusal.grant.retryAfterMs).toBe(Math.ceil(60_000 / 7));
    expect(draw(refusal.state, 1, refusal.grant.retryAfterMs - 1).grant.granted).toBe(0);
  });

  test("the bucket does not fill while unreported leases make up the burst, and does when they end", () => {
    const taken = grantLease(fullBucket(limit, 0), asking(limit, { wanted: 100, needed: 100 }), 0);
    expect(taken.grant.granted).toBe(100);
    expect(settle(taken.state, limit, LEASE_TTL_MS).level).toBe(0);
    const end = taken.grant.lease;
    expect(end).toBeGreaterThanOrEqual(LEASE_TTL_MS + LEASE_GRACE_MS);
    expect(settle(taken.state, limit, end + 10_000).level).toBe(10 * TOKEN);
    expect(msUntil(1, taken.state, limit, 0)).toBe(end + 1_000);
  });

  test("tokens reported as held stay, under the new lease's end", () => {
    const first = grantLease(fullBucket(limit, 0), asking(limit, { wanted: 10 }), 0);
    const report = { wanted: 5, lease: first.grant.lease, held: 4, spent: 6 };
    const second = grantLease(first.state, asking(limit, report), 20_000);
    expect(second.grant).toMatchObject({ granted: 5, kept: true });
    expect(outstanding(second.state)).toBe(9);
    expect(second.state.leases).toMatchObject([{ endsAt: second.grant.lease, tokens: 9 }]);
  });

  test("tokens reported after their lease has ended are void", () => {
    const first = grantLease(fullBucket(limit, 0), asking(limit, { wanted: 10 }), 0);
    const late = grantLease(
      first.state,
      asking(limit, { lease: first.grant.lease, held: 4, spent: 6 }),
      60_000,
    );
    expect(late.grant).toMatchObject({ granted: 1, kept: false });
    expect(outstanding(late.state)).toBe(1);
  });

  test("what was let through without the object is charged, as far as the bucket reaches", () => {
    const charged = grantLease(fullBucket(limit, 0), asking(limit, { wanted: 0, overdrawn: 30 }), 0);
    expect(charged.grant.remaining).toBe(70);
    expect(charged.mustPersist).toBe(true);
    expect(grantLease(charged.state, asking(limit, { overdrawn: 500 }), 0).grant.granted).toBe(0);
  });

  test("a smaller burst takes effect at once", () => {
    const smaller = policy(60, 5);
    expect(
      grantLease(fullBucket(limit, 0), asking(smaller, { wanted: 50, needed: 50 }), 0).grant.granted,
    ).toBe(5);
  });

  test("a refusal need not be stored, a grant must be", () => {
    const tiny = policy(1, 1);
    const first = grantLease(fullBucket(tiny, 0), asking(tiny), 0);
    expect(first.mustPersist).toBe(true);
    expect(grantLease(first.state, asking(tiny), 1).mustPersist).toBe(false);
    // It prolongs a lease: forgotten, the tokens would look spent while they still can be.
    const prolonging = grantLease(first.state, asking(tiny, { lease: first.grant.lease, held: 1 }), 1);
    expect(prolonging).toMatchObject({ mustPersist: true, grant: { granted: 0, kept: true } });
  });

  test("the state stays small however many isolates lease", () => {
    const wide = policy(60_000, 1_000_000);
    let state = fullBucket(wide, 0);
    for (let isolate = 0; isolate < 5_000; isolate++) {
      state = grantLease(state, asking(wide, { wanted: 10 }), isolate * 20).state;
    }
    expect(state.leases.length).toBeLessThanOrEqual((LEASE_TTL_MS + LEASE_GRACE_MS) / LEASE_SLOT_MS + 1);
  });
});

describe("a clock that is set back", () => {
  const limit = policy(600, 10);

  test("gives nothing away", () => {
    const draw = spender(limit);
    let { state } = draw(fullBucket(limit, HOUR), 10, HOUR);
    for (const now of [HOUR - 100, HOUR, HOUR - 100, HOUR]) {
      const decision = draw(state, 10, now);
      expect(decision.grant.granted).toBe(0);
      state = decision.state;
    }
  });

  test("holds refilling up for one refill of the bucket at the most", () => {
    const draw = spender(limit);
    const { state } = draw(fullBucket(limit, HOUR), 10, HOUR);
    const back = draw(state, 1, 0);
    expect(back.grant.granted).toBe(0);
    expect(back.grant.retryAfterMs).toBeLessThanOrEqual(refillMs(limit) + 1_000);
    expect(draw(back.state, 1, back.grant.retryAfterMs).grant.granted).toBe(1);
  });

  test("does not let leases outlive what a new one would", () => {
    const { state } = grantLease(fullBucket(limit, HOUR), asking(limit, { wanted: 5 }), HOUR);
    const longest = LEASE_TTL_MS + LEASE_GRACE_MS + LEASE_SLOT_MS;
    const back = settle(state, limit, 0);
    expect(back.leases).toMatchObject([{ endsAt: longest, tokens: 5 }]);
    expect(settle(back, limit, longest).leases).toEqual([]);
  });
});

/** One request of some isolate: how long after the one before, and what. */
const events = fc.array(
  fc.record({
    after: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 60_000 })),
    wanted: fc.integer({ min: 0, max: 200 }),
    needed: fc.integer({ min: 0, max: 200 }),
    overdrawn: fc.constantFrom(0, 0, 0, 3),
    report: fc.boolean(),
  }),
  { minLength: 1, maxLength: 60 },
);
const limits = fc.record({
  name: fc.constant("any"),
  perMinute: fc.integer({ min: 1, max: 6_000 }),
  burst: fc.integer({ min: 1, max: 300 }),
});

describe("properties", () => {
  test("bucket and leases are never negative and together never above the burst", () => {
    fc.assert(
      fc.property(limits, events, fc.integer({ min: -100_000, max: 100_000 }), (limit, sequence, jump) => {
        let now = 10_000_000;
        let state = fullBucket(limit, now);
        let last = { lease: 0, tokens: 0 };
        for (const [index, event] of sequence.entries()) {
          now += event.after + (index === 20 ? jump : 0);
          const spent = event.report ? last.tokens : 0;
          const { wanted, needed, overdrawn } = event;
          const request = asking(limit, {
            wanted,
            needed,
            overdrawn,
            lease: event.report ? last.lease : 0,
            spent,
          });
          const decision = grantLease(state, request, now);
          const { granted, lease } = decision.grant;
          state = decision.state;
          last = { lease, tokens: granted };
          expect(Number.isSafeInteger(state.level)).toBe(true);
          expect(state.level).toBeGreaterThanOrEqual(0);
          expect(state.level + outstanding(state) * TOKEN).toBeLessThanOrEqual(limit.burst * TOKEN);
          expect(granted).toBeLessThanOrEqual(wanted);
          expect(decision.grant.retryAfterMs > 0).toBe(granted === 0);
        }
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  test("over any stretch no more is granted than the burst and what flowed in, in whatever order isolates ask", () => {
    fc.assert(
      fc.property(limits, events, fc.infiniteStream(fc.nat()), (limit, sequence, shuffle) => {
        // The same requests, dealt to the same moments in another order.
        const order = sequence.map((event) => ({ event, key: shuffle.next().value as number }));
        order.sort((a, b) => a.key - b.key);
        for (const dealt of [sequence, order.map(({ event }) => event)]) {
          let now = 0;
          let state = fullBucket(limit, now);
          const grants: { now: number; total: number }[] = [{ now: 0, total: 0 }];
          for (const [index, { wanted, needed }] of dealt.entries()) {
            now += sequence[index]!.after;
            const decision = grantLease(state, asking(limit, { wanted, needed }), now);
            state = decision.state;
            grants.push({ now, total: grants.at(-1)!.total + decision.grant.granted });
          }
          for (let from = 0; from < grants.length; from++) {
            for (let to = from + 1; to < grants.length; to++) {
              const flowedIn = ((grants[to]!.now - grants[from]!.now) * limit.perMinute) / 60_000;
              const start = grants[from]!;
              // A stretch begins after the grant at `from`, when the bucket held at most the burst.
              expect(grants[to]!.total - start.total).toBeLessThanOrEqual(limit.burst + flowedIn);
            }
          }
        }
      }),
      { numRuns: 100, seed: 2 },
    );
  });

  test("a state restored from the last one that had to be stored is never fuller than the lost one", () => {
    fc.assert(
      fc.property(limits, events, (limit, sequence) => {
        let now = 0;
        let state = fullBucket(limit, now);
        let stored = state;
        let last = { lease: 0, tokens: 0 };
        for (const { after, wanted, needed, overdrawn, report } of sequence) {
          now += after;
          const told = report ? { lease: last.lease, spent: last.tokens } : {};
          const decision = grantLease(state, asking(limit, { wanted, needed, overdrawn, ...told }), now);
          state = decision.state;
          last = { lease: decision.grant.lease, tokens: decision.grant.granted };
          if (decision.mustPersist) stored = state;
          for (const later of [now, now + 700, now + 40_000]) {
            const restored = settle(stored, limit, later);
            const lost = settle(state, limit, later);
            expect(restored.level).toBeLessThanOrEqual(lost.level);
            expect(outstanding(restored)).toBeGreaterThanOrEqual(outstanding(lost));
          }
        }
      }),
      { numRuns: 200, seed: 3 },
    );
  });
});
