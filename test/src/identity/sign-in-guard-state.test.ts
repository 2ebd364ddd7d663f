import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AttemptsState,
  BACK_OFF,
  forgetQuiet,
  quietFrom,
  reserveAttempt,
  STEEPEST,
  settleAttempt,
  UNTRIED,
} from "../../../src/identity/sign-in-guard-state.ts";

const T0 = 1_800_000_000_000;
const MINUTE = 60_000;
const DAY = 86_400_000;

/** Lets attempts begin as soon as they may, all failing; returns the waits in seconds. */
function failuresInARow(count: number, network = "a", from = UNTRIED) {
  let state = from;
  let now = T0;
  const waits: number[] = [];
  for (let i = 0; i < count; i++) {
    let answer = reserveAttempt(state, network, now);
    waits.push(answer.retryAfterMs / 1000);
    now += answer.retryAfterMs;
    if (answer.retryAfterMs > 0) answer = reserveAttempt(state, network, now);
    expect(answer.retryAfterMs, "waiting as long as told is enough").toBe(0);
    state = answer.state;
  }
  return { state, now, waits };
}

describe("one account", () => {
  test("five tries are free, then each failure doubles the wait up to a quarter of an hour", () => {
    const { waits } = failuresInARow(18);
    expect(waits).toEqual([0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
  });

  test("attempts that run at once count before any of them has ended", () => {
    let state = UNTRIED;
    let passed = 0;
    for (let i = 0; i < 100; i++) {
      const answer = reserveAttempt(state, "a", T0);
      state = answer.state;
      if (answer.retryAfterMs === 0) passed++;
    }
    expect(passed).toBe(BACK_OFF.freeTries);
  });

  test("a sign-in forgets the failures from where it came, and nobody else's", () => {
    const tried = failuresInARow(8, "attacker");
    const now = tried.now + DAY;
    const again = failuresInARow(4, "owner", settleAttempt(tried.state, "owner", "signed-in", now));
    expect(again.waits).toEqual([0, 0, 0, 0]);
    const state = settleAttempt(again.state, "owner", "signed-in", now);
    expect(failuresInARow(5, "owner", state).waits).toEqual([0, 0, 0, 0, 0]);
    expect(state.strangers.failures).toBeGreaterThan(0);
  });

  test("whoever hammers the account from elsewhere does not lock its owner out", () => {
    const signedIn = settleAttempt(reserveAttempt(UNTRIED, "home", T0).state, "home", "signed-in", T0);
    const { state, now } = failuresInARow(30, "attacker", signedIn);
    expect(reserveAttempt(state, "attacker", now).retryAfterMs).toBe(BACK_OFF.longestWaitMs);
    expect(reserveAttempt(state, "another attacker", now).retryAfterMs).toBe(BACK_OFF.longestWaitMs);
    expect(reserveAttempt(state, "home", now).retryAfterMs).toBe(0);
  });

  test("a password that was right gives no second helping of guesses at the code", () => {
    let state = UNTRIED;
    let guesses = 0;
    for (let i = 0; i < 50; i++) {
      const password = reserveAttempt(state, "thief", T0);
      if (password.retryAfterMs > 0) break;
      state = settleAttempt(password.state, "thief", "partial", T0);
      const code = reserveAttempt(state, "thief", T0);
      state = code.state;
      if (code.retryAfterMs === 0) guesses++;
    }
    expect(guesses).toBe(BACK_OFF.freeTries);
    expect(state.familiar).toEqual([]);
  });

  test("ten networks stay familiar, for ninety days", () => {
    let state = UNTRIED;
    for (let i = 0; i < 12; i++) state = settleAttempt(state, `n${i}`, "signed-in", T0 + i);
    expect(state.familiar.map(({ network }) => network)).toEqual(
      [11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map((i) => `n${i}`),
    );
    expect(forgetQuiet(state, T0 + 89 * DAY).familiar).toHaveLength(10);
    expect(forgetQuiet(state, T0 + 91 * DAY)).toEqual(UNTRIED);
    expect(quietFrom(state)).toBe(T0 + 11 + 90 * DAY);
  });

  test("a day of quiet forgets the worst", () => {
    const { state, now } = failuresInARow(200);
    expect(quietFrom(state)).toBeLessThanOrEqual(now + DAY);
    expect(forgetQuiet(state, quietFrom(state))).toEqual(UNTRIED);
    expect(forgetQuiet(state, now + DAY / 2)).toEqual(state);
  });

  test("a clock set back by a month makes nobody wait for longer than the longest wait", () => {
    const { state, now } = failuresInARow(20);
    const back = now - 30 * DAY;
    const refused = reserveAttempt(state, "a", back);
    expect(refused.retryAfterMs).toBe(BACK_OFF.longestWaitMs);
    expect(reserveAttempt(refused.state, "a", back + BACK_OFF.longestWaitMs).retryAfterMs).toBe(0);
  });
});

// What somebody may do: try, after some time, from somewhere; or have one of the attempts in flight end.
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      after: fc.oneof(
        { weight: 4, arbitrary: fc.integer({ min: 0, max: 2_000 }) },
        fc.integer({ min: 0, max: 20 * MINUTE }),
        fc.constantFrom(BACK_OFF.longestWaitMs, BACK_OFF.forgetMs, 3 * BACK_OFF.forgetMs),
      ),
      network: fc.constantFrom("home", "a", "b", "c"),
      wait: fc.boolean(),
    }),
  },
  fc.record({ end: fc.nat(20), outcome: fc.constantFrom("signed-in", "partial", "failed") }),
);

test("over any interleaving, failures let through in time t are at most 15 + t / 15 min + t / 1 h from strangers, and from each familiar network", () => {
  expect(STEEPEST).toBe(15);
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 150 }), (steps) => {
      let state: AttemptsState = UNTRIED;
      let now = T0;
      const inFlight: { network: string; counter: string; at: number }[] = [];
      const failed: { counter: string; at: number }[] = [];
      const counterOf = (network: string) =>
        state.familiar.some((known) => known.network === network) ? network : "strangers";
      for (const one of steps) {
        if ("end" in one) {
          const [attempt] = inFlight.splice(one.end % Math.max(1, inFlight.length), 1);
          if (!attempt) continue;
          // Only the owner, at home, knows the password.
          const outcome = attempt.network === "home" ? (one.outcome as "failed") : "failed";
          if (outcome === "failed") failed.push({ counter: attempt.counter, at: attempt.at });
          state = settleAttempt(state, attempt.network, outcome, now);
          continue;
        }
        now += one.after;
        if (one.wait) now += reserveAttempt(state, one.network, now).retryAfterMs;
        const answer = reserveAttempt(state, one.network, now);
        state = answer.state;
        if (answer.retryAfterMs === 0)
          inFlight.push({ network: one.network, counter: counterOf(one.network), at: now });
      }
      failed.push(...inFlight.filter(({ network }) => network !== "home"));
      const strangers = failed.filter(({ counter }) => counter === "strangers").map(({ at }) => at);
      strangers.sort((a, b) => a - b);
      for (let i = 0; i < strangers.length; i++) {
        for (let j = i; j < strangers.length; j++) {
          const t = strangers[j]! - strangers[i]!;
          const bound = STEEPEST + t / BACK_OFF.longestWaitMs + t / BACK_OFF.forgetMs;
          expect(j - i + 1).toBeLessThanOrEqual(bound);
        }
      }
    }),
    { numRuns: 300, seed: 1 },
  );
});

test("an attacker who never waits longer than he must meets the bound and no more", () => {
  let state = UNTRIED;
  let now = T0;
  let guesses = 0;
  while (now < T0 + DAY) {
    const { retryAfterMs, state: next } = reserveAttempt(state, "attacker", now);
    state = next;
    if (retryAfterMs === 0) guesses++;
    now += retryAfterMs;
  }
  expect(guesses).toBeGreaterThan(100);
  expect(guesses).toBeLessThanOrEqual(STEEPEST + 96 + 24);
});
