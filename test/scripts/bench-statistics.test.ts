import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { median, percentile, ratioInTurns, spreadOf } from "../../scripts/bench/statistics.ts";

const RUNS = { numRuns: 200, seed: 1 };
const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 });

describe("percentile", () => {
  it("interpolates between neighbours, as NumPy does by default", () => {
    // numpy.percentile([1, 2, 4, 8], [0, 50, 95, 100])
    const four = [1, 2, 4, 8];
    for (const [share, expected] of [
      [0, 1],
      [0.5, 3],
      [0.95, 7.4],
      [1, 8],
    ] as const) {
      expect(percentile(four, share)).toBeCloseTo(expected, 12);
    }
  });

  it("is the value itself when there is one", () => {
    expect(percentile([5], 0.99)).toBe(5);
  });

  it("lies within the values and rises with the share", () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
        const sorted = list.toSorted((a, b) => a - b);
        const value = percentile(sorted, share);
        expect(value).toBeGreaterThanOrEqual(sorted[0]!);
        expect(value).toBeLessThanOrEqual(sorted.at(-1)!);
        expect(percentile(sorted, share / 2)).toBeLessThanOrEqual(value * (1 + 1e-12));
      }),
      RUNS,
    );
  });

  it("refuses no values and shares that are none", () => {
    expect(() => percentile([], 0.5)).toThrow(RangeError);
    for (const share of [-0.1, 1.1, Number.NaN]) expect(() => percentile([1], share)).toThrow(RangeError);
  });
});

describe("median and spread", () => {
  it("take values in any order and leave them as they are", () => {
    const list = [9, 1, 5];
    expect(median(list)).toBe(5);
    expect(spreadOf(list).p50).toBe(5);
    expect(list).toEqual([9, 1, 5]);
  });

  it("sort numbers as numbers", () => {
    expect(median([100, 20, 3])).toBe(20);
  });

  it("give the tail", () => {
    const list = Array.from({ length: 101 }, (_, index) => 100 - index);
    expect(spreadOf(list)).toEqual({ p50: 50, p95: 95, p99: 99 });
  });

  it("refuse nothing at all", () => {
    expect(() => median([])).toThrow(RangeError);
    expect(() => spreadOf([])).toThrow(RangeError);
  });
});

describe("ratioInTurns", () => {
  it("does not mind a turn in which the whole machine was slow, or one side once", () => {
    const calm: [number[], number[]] = [
      [3, 3, 3],
      [2, 2, 2],
    ];
    const slowMachine: [number[], number[]] = [
      [30, 30, 30],
      [20, 20, 20],
    ];
    const slowSide: [number[], number[]] = [
      [90, 90, 90],
      [2, 2, 2],
    ];
    expect(ratioInTurns([calm, slowMachine, slowSide])).toBe(1.5);
  });

  it("refuses no turns, and a turn in which one side has no values", () => {
    expect(() => ratioInTurns([])).toThrow(RangeError);
    expect(() => ratioInTurns([[[1], []]])).toThrow(RangeError);
  });
});
