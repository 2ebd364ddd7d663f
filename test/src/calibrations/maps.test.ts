import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitIsotonic } from "../../../src/calibrations/isotonic.ts";
import { type MonotoneMap, mapped, roundedMap } from "../../../src/calibrations/monotone-map.ts";
import { fitQuantiles } from "../../../src/calibrations/quantile-map.ts";

const share = fc.double({ min: 0, max: 1, noNaN: true });
/** Values as answers have them, so that ties are common. */
const coarse = fc.integer({ min: 0, max: 20 }).map((value) => value / 20);
const pairs = fc.oneof(
  fc.array(fc.tuple(share, share), { minLength: 1, maxLength: 60 }),
  fc.array(fc.tuple(coarse, coarse), { minLength: 1, maxLength: 60 }),
);
const columns = (list: readonly (readonly [number, number])[]) =>
  [list.map(([x]) => x), list.map(([, y]) => y)] as const;
const FITS = { isotonic: fitIsotonic, quantile: fitQuantiles };

describe.each(Object.entries(FITS))("%s", (_, learn) => {
  test("is a monotone map within the range of what it was shown, and so is its rounding", () => {
    fc.assert(
      fc.property(pairs, fc.array(fc.double({ min: -2, max: 3, noNaN: true })), (list, probes) => {
        const [xs, ys] = columns(list);
        for (const map of [learn(xs, ys), roundedMap(learn(xs, ys))]) {
          expect(map.from.length).toBe(map.to.length);
          for (let i = 1; i < map.from.length; i++) expect(map.from[i]!).toBeGreaterThan(map.from[i - 1]!);
          const values = [...probes, ...xs].sort((a, b) => a - b).map((x) => mapped(map, x));
          for (const [i, value] of values.entries()) {
            expect(value).toBeGreaterThanOrEqual(Math.min(...ys) - 1e-6);
            expect(value).toBeLessThanOrEqual(Math.max(...ys) + 1e-6);
            if (i > 0) expect(value).toBeGreaterThanOrEqual(values[i - 1]!);
          }
        }
      }),
    );
  });

  test("does not depend on the order of the pairs", () => {
    fc.assert(
      fc.property(pairs, fc.infiniteStream(share), (list, chance) => {
        const shuffled = list
          .map((pair) => ({ pair, at: chance.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ pair }) => pair);
        expect(learn(...columns(shuffled))).toEqual(learn(...columns(list)));
      }),
    );
  });

  test("leaves alone what is right already", () => {
    fc.assert(
      fc.property(fc.array(share, { minLength: 1, maxLength: 60 }), (xs) => {
        const map = learn(xs, xs);
        for (const x of xs) expect(mapped(map, x)).toBeCloseTo(x, 9);
      }),
    );
  });

  test("is idempotent: fitted to its own values it gives them again", () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const [xs, ys] = columns(list);
        const map = learn(xs, ys);
        const fitted = xs.map((x) => mapped(map, x));
        const again = fitIsotonic(xs, fitted);
        for (const [i, x] of xs.entries()) expect(mapped(again, x)).toBeCloseTo(fitted[i]!, 9);
      }),
    );
  });
});

describe("isotonic regression", () => {
  test("pools violators: a worked example", () => {
    // 3 and 1 violate: they pool at x = 2.5, y = 2. The rest stands.
    expect(fitIsotonic([1, 2, 3, 4], [0, 3, 1, 5])).toEqual({ from: [1, 2.5, 4], to: [0, 2, 5] });
    expect(fitIsotonic([1, 2, 3], [3, 2, 1])).toEqual({ from: [2], to: [2] });
    expect(fitIsotonic([5, 5, 5], [1, 2, 6])).toEqual({ from: [5], to: [3] });
  });

  test("agrees with the min–max formula of isotonic regression at the middle of every pooled block", () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const distinct = list.filter(([x], i) => list.findIndex((other) => other[0] === x) === i);
        const map = fitIsotonic(...columns(distinct));
        const blocks = new Map<number, number[]>();
        for (const { x, fitted } of minMax(distinct)) blocks.set(fitted, [...(blocks.get(fitted) ?? []), x]);
        for (const [fitted, xs] of blocks) {
          expect(mapped(map, xs.reduce((a, b) => a + b) / xs.length)).toBeCloseTo(fitted, 6);
        }
      }),
    );
  });
});

/** Isotonic regression from its definition: for each pair the greatest, over starts, of the least mean up to some end. */
function minMax(list: readonly (readonly [number, number])[]): { x: number; fitted: number }[] {
  const sorted = list.toSorted((a, b) => a[0] - b[0]);
  const mean = (from: number, to: number) =>
    sorted.slice(from, to + 1).reduce((sum, [, y]) => sum + y, 0) / (to - from + 1);
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
  return sorted.map(([x], i) => {
    const leastFrom = (from: number) => Math.min(...range(i, sorted.length).map((to) => mean(from, to)));
    return { x, fitted: Number(Math.max(...range(0, i + 1).map(leastFrom)).toFixed(9)) };
  });
}

test("quantile mapping gives values the distribution of others", () => {
  const xs = Array.from({ length: 200 }, (_, i) => (i / 199) ** 2);
  const ys = Array.from({ length: 200 }, (_, i) => 0.2 + (0.6 * i) / 199);
  const map = fitQuantiles(xs, [...ys].reverse());
  for (const [i, x] of xs.entries()) expect(Math.abs(mapped(map, x) - ys[i]!)).toBeLessThan(0.02);
  expect([mapped(map, -1), mapped(map, 2)]).toEqual([ys[0], ys[199]]);
});

test("a map is level beyond its ends and straight between knots", () => {
  const map: MonotoneMap = { from: [0.2, 0.4, 0.8], to: [0.1, 0.1, 0.5] };
  expect([0, 0.2, 0.3, 0.4, 0.6, 0.8, 1].map((x) => Number(mapped(map, x).toFixed(6)))).toEqual([
    0.1, 0.1, 0.1, 0.1, 0.3, 0.5, 0.5,
  ]);
});
