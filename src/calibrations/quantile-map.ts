import type { MonotoneMap } from "./monotone-map.ts";

/** Pairs to a knot, so that no knot rests on a few; and how many stretches there are at the least and at the most. */
const PAIRS_A_KNOT = 10;
const FEWEST = 3;
const MOST = 50;

/**
 * The monotone map that gives values the distribution of others: each quantile of `xs` goes to the same quantile of `ys`
 * (quantile mapping; Panofsky & Brier 1968). Unlike a regression it does not draw values to the mean, so that as many lie
 * above a threshold as did before.
 * @param xs at least one value; in any order
 * @param ys as many, in any order
 */
export function fitQuantiles(xs: ArrayLike<number>, ys: ArrayLike<number>): MonotoneMap {
  const [left, right] = [Float64Array.from(xs).sort(), Float64Array.from(ys).sort()];
  const parts = Math.max(FEWEST, Math.min(MOST, Math.floor(left.length / PAIRS_A_KNOT)));
  const knots = new Map<number, number[]>();
  for (let part = 0; part <= parts; part++) {
    const x = quantileOf(left, part / parts);
    knots.set(x, [...(knots.get(x) ?? []), quantileOf(right, part / parts)]);
  }
  return { from: [...knots.keys()], to: [...knots.values()].map(meanOfAscending) };
}

/** The mean, which rounding must not carry out of the range of its values: the next knot's may begin right there. */
function meanOfAscending(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b) / values.length;
  return Math.min(values.at(-1)!, Math.max(values[0]!, mean));
}

/**
 * A quantile by linear interpolation between order statistics (Hyndman and Fan's type 7).
 * @param sorted ascending, at least one
 * @param share 0 (least) to 1 (greatest)
 */
export function quantileOf(sorted: ArrayLike<number>, share: number): number {
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  const step = sorted[above]! - sorted[below]!;
  return Math.min(sorted[above]!, sorted[below]! + step * (position - below));
}
