import { errorsOf, meanOf } from "./agreement.ts";
import { fitIsotonic } from "./isotonic.ts";
import { type MonotoneMap, mapped } from "./monotone-map.ts";
import { fitQuantiles } from "./quantile-map.ts";
import { dealFolds, type Random, randomFrom } from "./seeded-order.ts";

/** The ways to fit a map. */
export const METHODS = ["isotonic", "quantile"] as const;

export type Method = (typeof METHODS)[number];

/** A way, or whichever cross-validation prefers. */
export type Choice = Method | "auto";

export const FOLDS = 5;

const FIT: Record<Method, (xs: ArrayLike<number>, ys: ArrayLike<number>) => MonotoneMap> = {
  isotonic: fitIsotonic,
  quantile: fitQuantiles,
};

/**
 * Fits a map to pairs. `auto` takes the way with the smaller mean absolute error on held-out pairs.
 * @param xs our values, at least as many as there are folds
 * @param ys what they should be
 */
export function fitMap(choice: Choice, xs: Float64Array, ys: Float64Array, random: Random) {
  const method = choice === "auto" ? bestMethod(xs, ys, random) : choice;
  return { method, map: FIT[method](xs, ys) };
}

/**
 * What maps make of pairs that they have not seen: each pair is mapped by one fitted, and under `auto` chosen, on the other
 * folds only.
 */
export function mapHeldOut(choice: Choice, xs: Float64Array, ys: Float64Array, random: Random): Float64Array {
  const fold = dealFolds(xs.length, FOLDS, random);
  const result = new Float64Array(xs.length);
  for (let test = 0; test < FOLDS; test++) {
    const seen = (_: number, i: number) => fold[i] !== test;
    const { map } = fitMap(choice, xs.filter(seen), ys.filter(seen), random);
    for (let i = 0; i < xs.length; i++) if (fold[i] === test) result[i] = mapped(map, xs[i]!);
  }
  return result;
}

function bestMethod(xs: Float64Array, ys: Float64Array, random: Random): Method {
  // Both ways are judged on the same folds.
  const seed = Math.floor(random() * 0x7fff_ffff);
  const [isotonic, quantile] = METHODS.map((method) =>
    meanOf(errorsOf(mapHeldOut(method, xs, ys, randomFrom(seed)), ys)),
  );
  return quantile! < isotonic! ? "quantile" : "isotonic";
}
