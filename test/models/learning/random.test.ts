import { describe, expect, it } from "vitest";
import { kFolds } from "../../../models/learning/folds.ts";
import { mulberry32, permutation } from "../../../models/learning/random.ts";

describe("mulberry32", () => {
  it("repeats itself for a seed and differs between seeds", () => {
    const draw = (seed: number) => Array.from({ length: 5 }, mulberry32(seed));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it("fills [0, 1) evenly", () => {
    const random = mulberry32(3);
    const tenths = new Array(10).fill(0);
    for (let i = 0; i < 10_000; i++) tenths[Math.floor(random() * 10)] += 1;
    for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(130);
  });

  it("shuffles without losing anything", () => {
    const order = permutation(50, mulberry32(4));
    expect(order).not.toEqual(order.toSorted((a, b) => a - b));
    expect(new Set(order).size).toBe(50);
  });
});

describe("kFolds", () => {
  it("tests every row once and never learns from it in the same fold", () => {
    const folds = kFolds(23, 5, mulberry32(1));
    expect(folds.flatMap(({ test }) => test).toSorted((a, b) => a - b)).toEqual([...Array(23).keys()]);
    for (const { train, test } of folds) {
      expect(train.length + test.length).toBe(23);
      expect(test.some((row) => train.includes(row))).toBe(false);
      expect([4, 5]).toContain(test.length);
    }
  });

  it("gives the same folds for the same seed only", () => {
    expect(kFolds(40, 4, mulberry32(1))).toEqual(kFolds(40, 4, mulberry32(1)));
    expect(kFolds(40, 4, mulberry32(1))).not.toEqual(kFolds(40, 4, mulberry32(2)));
  });

  it.each([1, 4, 2.5])("refuses to cut 3 rows into %d", (count) => {
    expect(() => kFolds(3, count, mulberry32(1))).toThrow(RangeError);
  });
});
