import { describe, expect, test } from "vitest";
import { calibrateAttribute, FEWEST_PAIRS } from "../../../src/calibrations/calibrate-attribute.ts";
import { mapped } from "../../../src/calibrations/monotone-map.ts";
import { randomFrom } from "../../../src/calibrations/seeded-order.ts";

/** Pairs of which ours is a bent and noisy reading of theirs. */
function bent(count: number, bend: (value: number) => number, noise: number, seed = 1) {
  const random = randomFrom(seed);
  const theirs = Float64Array.from({ length: count }, () => random());
  const ours = theirs.map((value) => Math.min(1, Math.max(0, bend(value) + noise * (random() - 0.5))));
  return { ours, theirs };
}

describe("one attribute", () => {
  test.each(["isotonic", "quantile", "auto"] as const)("%s undoes a bend, and says by how much", (choice) => {
    const { ours, theirs } = bent(200, (value) => value ** 3, 0.05);
    const outcome = calibrateAttribute(choice, ours, theirs, 1);
    if (!("map" in outcome)) throw new Error(outcome.status);
    const { status, pairs, before, after, gain, map } = outcome;
    expect([status, pairs]).toEqual(["calibrated", 200]);
    expect(before.mae.value).toBeGreaterThan(0.2);
    expect(after.mae.value).toBeLessThan(0.08);
    expect(gain.value).toBeCloseTo(before.mae.value - after.mae.value, 12);
    for (const { value, interval } of [
      before.mae,
      after.mae,
      after.spearman,
      after.sameSide,
      after.rSquared,
    ]) {
      expect(interval!.low).toBeLessThanOrEqual(value!);
      expect(interval!.high).toBeGreaterThanOrEqual(value!);
    }
    for (const value of [0.3, 0.5, 0.8]) expect(Math.abs(mapped(map, value ** 3) - value)).toBeLessThan(0.1);
  });

  test("what is right already, or has nothing to do with it, is left as it is", () => {
    const right = bent(200, (value) => value, 0.2);
    expect(calibrateAttribute("auto", right.ours, right.theirs, 1).status).toBe("no_gain");
    const random = randomFrom(9);
    const noise = Float64Array.from({ length: 200 }, () => 0.5 + 0.001 * random());
    const theirs = noise.map((_, i) => 0.5 + 0.5 * Math.sin(i));
    expect(calibrateAttribute("quantile", noise, theirs, 1).status).toBe("no_gain");
  });

  test("too few pairs, and pairs that never vary, are refused, each by its name", () => {
    const { ours, theirs } = bent(FEWEST_PAIRS, (value) => value / 2, 0);
    expect(calibrateAttribute("auto", ours, theirs, 1).status).toBe("calibrated");
    expect(calibrateAttribute("auto", ours.slice(1), theirs.slice(1), 1)).toEqual({
      status: "too_few_pairs",
      pairs: FEWEST_PAIRS - 1,
    });
    const level = new Float64Array(FEWEST_PAIRS).fill(0.4);
    for (const [a, b] of [
      [level, theirs],
      [ours, level],
    ] as const) {
      expect(calibrateAttribute("auto", a, b, 1)).toEqual({ status: "constant", pairs: FEWEST_PAIRS });
    }
  });

  test("is the same each time", () => {
    const { ours, theirs } = bent(80, Math.sqrt, 0.3);
    expect(calibrateAttribute("auto", ours, theirs, 5)).toEqual(calibrateAttribute("auto", ours, theirs, 5));
  });

  test("what is said of held-out pairs is true of pairs that were never sent", () => {
    const errors: number[] = [];
    const claims: number[] = [];
    for (let seed = 1; seed <= 20; seed++) {
      const { ours, theirs } = bent(60, (value) => value ** 2, 0.3, seed);
      const outcome = calibrateAttribute("isotonic", ours, theirs, seed);
      if (!("map" in outcome)) throw new Error(outcome.status);
      const fresh = bent(1000, (value) => value ** 2, 0.3, seed + 100);
      errors.push(
        fresh.ours.reduce((sum, x, i) => sum + Math.abs(mapped(outcome.map, x) - fresh.theirs[i]!), 0) / 1000,
      );
      claims.push(outcome.after.mae.value);
    }
    const mean = (list: number[]) => list.reduce((a, b) => a + b) / list.length;
    // Maps of four fifths of the pairs err a little more than one of all of them: the claim is on the safe side.
    expect(mean(claims)).toBeGreaterThan(mean(errors) * 0.95);
    expect(mean(claims)).toBeLessThan(mean(errors) * 1.15);
  });
});
