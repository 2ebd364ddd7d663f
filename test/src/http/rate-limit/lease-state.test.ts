import { describe, expect, test } from "vitest";
import type { LeaseGrant, RateLimitPolicy } from "../../../../src/http/rate-limit/contract.ts";
import {
  allowanceOf,
  askFor,
  decide,
  FIRST_LEASE,
  failed,
  granted,
  isRenewalDue,
  type LeaseState,
  overdraw,
  remainingAt,
  retryAfterMs,
  spend,
  unknownLease,
} from "../../../../src/http/rate-limit/lease-state.ts";

const policy: RateLimitPolicy = { name: "test", perMinute: 6_000, burst: 1_000 };
const grantOf = (fields: Partial<LeaseGrant>): LeaseGrant => ({
  granted: 0,
  kept: false,
  lease: 0,
  ttlMs: 30_000,
  remaining: 0,
  retryAfterMs: 0,
  ...fields,
});

/** A state that was granted so many tokens at `now`. */
function holding(tokens: number, now: number, from = unknownLease(policy, now)): LeaseState {
  const { state, request } = askFor(from, policy, 0, now);
  return granted(state, request, grantOf({ granted: tokens, lease: 35_000, remaining: 900 }), now, now);
}

function spendTimes(state: LeaseState, times: number): LeaseState {
  return times === 0 ? state : spendTimes(spend(state), times - 1);
}

describe("with tokens in hand", () => {
  test("an unknown subject waits for its first lease", () => {
    const state = unknownLease(policy, 0);
    expect(decide(state, policy, 0)).toBe("wait");
    expect(askFor(state, policy, 1, 0).request).toMatchObject({
      wanted: FIRST_LEASE + 1,
      needed: 1,
      lease: 0,
      held: 0,
    });
  });

  test("spends them, and renews at half", () => {
    const state = holding(10, 0);
    expect(decide(state, policy, 1)).toBe("spend");
    expect(isRenewalDue(spendTimes(state, 4), 1)).toBe(false);
    expect(isRenewalDue(spendTimes(state, 5), 1)).toBe(true);
    expect(decide(spendTimes(state, 10), policy, 1)).toBe("wait");
  });

  test("renews a lease that is half over even if nothing was spent, and counts no token after its end", () => {
    const state = holding(10, 0);
    expect(isRenewalDue(state, 14_999)).toBe(false);
    expect(isRenewalDue(state, 15_000)).toBe(true);
    expect(decide(state, policy, 29_999)).toBe("spend");
    expect(decide(state, policy, 30_000)).toBe("wait");
    expect(askFor(state, policy, 1, 30_000).request).toMatchObject({ held: 0, spent: 0, lease: 35_000 });
  });

  test("a lease's life counts from the asking, not from the answer", () => {
    const { state, request } = askFor(unknownLease(policy, 0), policy, 1, 0);
    const late = granted(state, request, grantOf({ granted: 10, lease: 1 }), 0, 1_900);
    expect(decide(late, policy, 29_999)).toBe("spend");
    expect(decide(late, policy, 30_000)).toBe("wait");
  });

  test("a clock set back a little changes nothing; one set back by more than the grace voids the tokens", () => {
    const state = holding(10, 100_000);
    expect(decide(state, policy, 99_000)).toBe("spend");
    expect(decide(state, policy, 90_000)).toBe("wait");
  });
});

describe("the report", () => {
  test("counts what was spent while the request was under way in the next one", () => {
    const first = spendTimes(holding(10, 0), 6);
    const { state, request } = askFor(first, policy, 0, 100);
    expect(request).toMatchObject({ held: 4, spent: 6, lease: 35_000 });
    const answered = granted(
      spendTimes(state, 3),
      request,
      grantOf({ granted: 20, kept: true, lease: 40_000 }),
      100,
      150,
    );
    expect(answered.tokens).toBe(21);
    expect(askFor(answered, policy, 0, 200).request).toMatchObject({ held: 21, spent: 3, lease: 40_000 });
  });

  test("tokens the object did not keep are gone", () => {
    const { state, request } = askFor(spendTimes(holding(10, 0), 6), policy, 0, 100);
    const answered = granted(spend(state), request, grantOf({ granted: 2, lease: 40_000 }), 100, 150);
    expect(answered.tokens).toBe(2);
    expect(askFor(answered, policy, 0, 200).request).toMatchObject({ held: 2, spent: 0 });
  });

  test("after a failure the old lease is never reported on again", () => {
    const { state } = askFor(spendTimes(holding(10, 0), 6), policy, 0, 100);
    const broken = failed(state, 2_100);
    expect(decide(broken, policy, 2_100)).toBe("spend");
    expect(askFor(spend(broken), policy, 0, 3_200).request).toMatchObject({ lease: 0, held: 3 });
  });
});

describe("the size of a lease", () => {
  const sizeAfter = (spent: number, elapsed: number, before = holding(10, 0)) =>
    askFor(spendTimes({ ...before, tokens: spent }, spent), policy, 0, elapsed).state.size;

  test("follows the traffic seen, for two seconds of it", () => {
    expect(sizeAfter(10, 1_000)).toBe(20);
    expect(sizeAfter(18, 1_000)).toBe(36);
  });

  test("grows by a factor of four at most and never above an eighth of the burst", () => {
    expect(sizeAfter(10, 1)).toBe(40);
    expect(sizeAfter(1_000, 500, { ...holding(10, 0), size: 100 })).toBe(125);
  });

  test("halves when it was far too large, down to the first", () => {
    expect(sizeAfter(1, 10_000, { ...holding(10, 0), size: 100 })).toBe(50);
    expect(sizeAfter(0, 10_000, { ...holding(10, 0), size: 12 })).toBe(FIRST_LEASE);
  });

  test("is one token under a small burst", () => {
    const small = { ...policy, burst: 5 };
    expect(askFor(unknownLease(small, 0), small, 0, 0).request.wanted).toBe(1);
  });

  test("covers those who wait on top", () => {
    expect(askFor(unknownLease(policy, 0), policy, 300, 0).request).toMatchObject({
      wanted: 310,
      needed: 300,
    });
  });
});

describe("refused by the object", () => {
  const refused = (() => {
    const { state, request } = askFor(unknownLease(policy, 0), policy, 1, 0);
    return granted(state, request, grantOf({ retryAfterMs: 700 }), 0, 0);
  })();

  test("refuses by itself until then, and asks nobody", () => {
    expect(decide(refused, policy, 0)).toBe("refuse");
    expect(decide(refused, policy, 699)).toBe("refuse");
    expect(isRenewalDue(refused, 699)).toBe(false);
    expect(retryAfterMs(refused, policy, 600)).toBe(100);
    expect(decide(refused, policy, 700)).toBe("wait");
  });

  test("a clock set back does not prolong it", () => {
    expect(decide(refused, policy, -1)).toBe("wait");
  });
});

describe("the object out of reach", () => {
  const broken = failed(unknownLease(policy, 0), 0);

  test("a small allowance serves, then its own refill", () => {
    expect(allowanceOf(policy)).toMatchObject({ burst: 10, perMinute: 600 });
    let state = broken;
    let passed = 0;
    while (decide(state, policy, 0) === "overdraw") {
      state = overdraw(state, policy, 0);
      passed++;
    }
    expect(passed).toBe(10);
    expect(decide(state, policy, 0)).toBe("refuse");
    const wait = retryAfterMs(state, policy, 0);
    expect(wait).toBe(100);
    expect(decide(state, policy, wait)).toBe("overdraw");
    expect(askFor(state, policy, 0, 1_000).request.overdrawn).toBe(10);
  });

  test("asks again after a back-off that doubles, up to half a minute", () => {
    expect(isRenewalDue(broken, 999)).toBe(false);
    expect(isRenewalDue(broken, 1_000)).toBe(true);
    const again = failed(broken, 1_000);
    expect(isRenewalDue(again, 2_999)).toBe(false);
    expect(isRenewalDue(again, 3_000)).toBe(true);
    expect(isRenewalDue({ ...again, failures: 40 }, 31_000)).toBe(true);
  });

  test("an answer ends it; the allowance does not start afresh, and what it gave is not reported twice", () => {
    const spent = overdraw(broken, policy, 0);
    const { state, request } = askFor(spent, policy, 0, 1_000);
    const more = overdraw(state, policy, 1_000);
    const healed = granted(more, request, grantOf({ granted: 10, lease: 5 }), 1_000, 1_010);
    expect(decide(healed, policy, 1_010)).toBe("spend");
    expect(healed.overdrawn).toBe(1);
    expect(healed.allowance).toEqual(more.allowance);
  });

  test("the smallest policy still lets one request through", () => {
    const tiny = { ...policy, perMinute: 1, burst: 1 };
    expect(decide(failed(unknownLease(tiny, 0), 0), tiny, 0)).toBe("overdraw");
  });
});

describe("remainingAt", () => {
  test("adds up the isolate's tokens and the bucket's, refilled since, up to the burst", () => {
    const state = holding(10, 0);
    expect(remainingAt(state, policy, 0)).toBe(910);
    expect(remainingAt(state, policy, 500)).toBe(960);
    expect(remainingAt(state, policy, 20_000)).toBe(1_000);
  });

  test("knows of its own tokens and allowance only while the object is out of reach", () => {
    expect(remainingAt(failed(holding(7, 0), 0), policy, 0)).toBe(17);
  });
});
