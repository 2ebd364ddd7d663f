import fc from "fast-check";
import { expect, test } from "vitest";
import {
  giveBackTo,
  NARROW,
  reserveFrom,
  WIDE,
} from "../../../src/identity/sign-in-guard-allowance-state.ts";

const T0 = 1_800_000_000_000;

test("a network may fail a hundred times at once, then once a minute; waiting as long as told is enough", () => {
  let state = 0;
  for (let i = 0; i < NARROW.burst; i++) {
    const answer = reserveFrom(state, NARROW, T0);
    expect(answer.retryAfterMs).toBe(0);
    state = answer.state;
  }
  const refused = reserveFrom(state, NARROW, T0);
  expect(refused.retryAfterMs).toBe(NARROW.everyMs);
  expect(reserveFrom(refused.state, NARROW, T0 + NARROW.everyMs).retryAfterMs).toBe(0);
});

test("what succeeds costs nothing", () => {
  let state = 0;
  for (let i = 0; i < 10_000; i++) state = giveBackTo(reserveFrom(state, NARROW, T0).state, NARROW);
  expect(reserveFrom(state, NARROW, T0)).toMatchObject({ retryAfterMs: 0 });
});

test("a clock set back makes nobody wait for it", () => {
  let state = 0;
  for (let i = 0; i < NARROW.burst; i++) state = reserveFrom(state, NARROW, T0).state;
  const back = T0 - 30 * 86_400_000;
  const refused = reserveFrom(state, NARROW, back);
  expect(refused.retryAfterMs).toBe(NARROW.everyMs);
  expect(reserveFrom(refused.state, NARROW, back + NARROW.everyMs).retryAfterMs).toBe(0);
});

test("over any interleaving, attempts not given back in time t are at most burst + t / everyMs", () => {
  const steps = fc.array(fc.record({ after: fc.nat(90_000), attempts: fc.nat(60), succeed: fc.nat(60) }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(steps, fc.constantFrom(NARROW, WIDE, { burst: 3, everyMs: 10_000 }), (all, allowance) => {
      let state = 0;
      let now = T0;
      let kept = 0;
      for (const { after, attempts, succeed } of all) {
        now += after;
        let passed = 0;
        for (let i = 0; i < attempts; i++) {
          const answer = reserveFrom(state, allowance, now);
          state = answer.state;
          if (answer.retryAfterMs === 0) passed++;
        }
        for (let i = 0; i < Math.min(passed, succeed); i++) state = giveBackTo(state, allowance);
        kept += passed - Math.min(passed, succeed);
        expect(kept).toBeLessThanOrEqual(allowance.burst + (now - T0) / allowance.everyMs);
      }
    }),
    { numRuns: 200, seed: 1 },
  );
});
