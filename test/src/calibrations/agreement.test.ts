import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { agreementOf, correlationOf, ranksOf } from "../../../src/calibrations/agreement.ts";
import { bootstrap } from "../../../src/calibrations/bootstrap.ts";
import { dealFolds, randomFrom, seedOf } from "../../../src/calibrations/seeded-order.ts";

const values = fc.array(
  fc.tuple(fc.double({ min: -100, max: 400, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
  {
    minLength: 1,
    maxLength: 40,
  },
);

describe("agreement", () => {
  test("a worked example", () => {
    const agreement = agreementOf([1, 2, 3, 5], [2, 2, 4, 4]);
    expect(agreement.mae).toBe(0.75);
    expect(agreement.pearson).toBeCloseTo(0.8452, 4);
    expect(agreement.spearman).toBeCloseTo(0.8944, 4);
    expect(agreement.rSquared).toBeCloseTo(1 - 3 / 4, 9);
  });

  test("perfect values agree perfectly; turned round, they disagree perfectly", () => {
    const truth = [0.1, 0.4, 0.2, 0.9, 0.6];
    expect(agreementOf(truth, truth)).toEqual({
      mae: 0,
      pearson: expect.closeTo(1, 12),
      spearman: expect.closeTo(1, 12),
      rSquared: 1,
      sameSide: 1,
    });
    const turned = agreementOf(
      truth.map((value) => -value),
      truth,
    );
    expect([turned.pearson, turned.spearman]).toEqual([expect.closeTo(-1, 12), expect.closeTo(-1, 12)]);
  });

  test("is a number or null, and a correlation within [-1, 1], whatever the values", () => {
    fc.assert(
      fc.property(values, (list) => {
        const agreement = agreementOf(
          list.map(([x]) => x),
          list.map(([, y]) => y),
        );
        for (const value of Object.values(agreement)) {
          expect(value === null || Number.isFinite(value)).toBe(true);
        }
        for (const r of [agreement.pearson, agreement.spearman])
          expect(Math.abs(r ?? 0)).toBeLessThanOrEqual(1);
        expect(agreement.sameSide).toBeGreaterThanOrEqual(0);
        expect(agreement.sameSide).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("what never varies has no correlation and no explained variance", () => {
    expect(agreementOf([0.5, 0.5], [0.2, 0.4])).toMatchObject({ pearson: null, spearman: null });
    expect(agreementOf([0.1, 0.5], [0.2, 0.2])).toMatchObject({ pearson: null, rSquared: null });
    expect(agreementOf([0.2, 0.2], [0.2, 0.2])).toMatchObject({ pearson: null, rSquared: null });
    // It varies, but by so little that the errors are more times as much than there are numbers for.
    expect(agreementOf([0.1, 0.5], [0, 3e-162])).toMatchObject({ rSquared: null });
  });

  test("ties share their rank", () => {
    expect([...ranksOf([3, 1, 3, 0])]).toEqual([2.5, 1, 2.5, 0]);
  });

  test("a correlation over places counts a place as often as it is named", () => {
    const [a, b] = [
      [1, 2, 5],
      [1, 3, 4],
    ];
    const repeated = correlationOf([1, 1, 2, 5], [1, 1, 3, 4]);
    expect(correlationOf(a!, b!, Int32Array.of(0, 0, 1, 2))).toBeCloseTo(repeated!, 12);
  });
});

describe("chance that is none", () => {
  test("the same seed gives the same folds and intervals, another one others", () => {
    const items = Array.from({ length: 50 }, (_, i) => i);
    const mean = (places: Int32Array) => places.reduce((sum, at) => sum + items[at]!, 0) / places.length;
    const once = (seed: number) => bootstrap(items.length, [mean], randomFrom(seed));
    expect(once(7)).toEqual(once(7));
    expect(once(8)).not.toEqual(once(7));
    expect(dealFolds(50, 5, randomFrom(7))).toEqual(dealFolds(50, 5, randomFrom(7)));
    expect(seedOf("a")).toBe(-896_040_686);
    expect(seedOf("b")).not.toBe(seedOf("a"));
  });

  test("folds are of almost equal size and hold everything", () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 200 }), fc.integer(), (count, seed) => {
        const sizes = [0, 0, 0, 0, 0];
        for (const fold of dealFolds(count, 5, randomFrom(seed))) sizes[fold]!++;
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(sizes.reduce((a, b) => a + b)).toBe(count);
      }),
    );
  });

  test("the interval of a mean holds it about as often as it says", () => {
    let held = 0;
    const runs = 200;
    for (let run = 0; run < runs; run++) {
      const random = randomFrom(run);
      const sample = Array.from({ length: 60 }, () => random());
      const mean = (places: Int32Array) => places.reduce((sum, at) => sum + sample[at]!, 0) / places.length;
      const [interval] = bootstrap(sample.length, [mean], random);
      if (interval!.low <= 0.5 && interval!.high >= 0.5) held++;
    }
    expect(held / runs).toBeGreaterThan(0.89);
    expect(held / runs).toBeLessThan(0.99);
  });

  test("a statistic that mostly says nothing has no interval", () => {
    expect(bootstrap(3, [() => null, () => 1], randomFrom(1))).toEqual([null, { low: 1, high: 1 }]);
  });
});
