import {
  type Agreement,
  agreementOf,
  correlationOf,
  decilesOf,
  errorsOf,
  meanOf,
  ranksOf,
  shareExplained,
  sidesKept,
} from "./agreement.ts";
import { bootstrap, type Interval } from "./bootstrap.ts";
import { type Choice, fitMap, type Method, mapHeldOut } from "./held-out.ts";
import { type MonotoneMap, roundedMap } from "./monotone-map.ts";
import { randomFrom } from "./seeded-order.ts";

/** Usable pairs that an attribute needs: with five folds, 24 to learn from and 6 to judge on each time. */
export const FEWEST_PAIRS = 30;

/** An agreement, each figure with the interval that a bootstrap over the pairs gives it. */
export type JudgedAgreement = { [K in keyof Agreement]: { value: Agreement[K]; interval: Interval | null } };

/** What came of calibrating one attribute. */
export type Outcome =
  | { status: "too_few_pairs"; pairs: number }
  /** Our values, or those they should be, are all the same: no map can be told from another. */
  | { status: "constant"; pairs: number }
  | {
      /** `no_gain`: on held-out pairs the error does not shrink for certain, so our own values are left as they are. */
      status: "calibrated" | "no_gain";
      pairs: number;
      method: Method;
      before: JudgedAgreement;
      after: JudgedAgreement;
      /** By how much the mean absolute error shrinks, over the same resamples. */
      gain: { value: number; interval: Interval };
      map: MonotoneMap;
    };

/**
 * Fits the map of one attribute, and judges it on pairs that it has not seen. The same pairs in the same order give the
 * same outcome to the last bit.
 * @param ours our values, in an order that depends on nothing but the pairs
 * @param theirs what the caller knew the same tracks by
 */
export function calibrateAttribute(
  choice: Choice,
  ours: Float64Array,
  theirs: Float64Array,
  seed: number,
): Outcome {
  const pairs = ours.length;
  if (pairs < FEWEST_PAIRS) return { status: "too_few_pairs", pairs };
  if (new Set(ours).size < 2 || new Set(theirs).size < 2) return { status: "constant", pairs };
  const random = randomFrom(seed);
  const after = mapHeldOut(choice, ours, theirs, random);
  const { method, map } = fitMap(choice, ours, theirs, random);
  const judged = judge(ours, after, theirs, seed);
  const helps = judged.gain.interval.low > 0;
  return { status: helps ? "calibrated" : "no_gain", pairs, method, ...judged, map: roundedMap(map) };
}

function judge(ours: Float64Array, after: Float64Array, theirs: Float64Array, seed: number) {
  const thresholds = decilesOf(theirs);
  const ranks = ranksOf(theirs);
  const centred = theirs.map((value) => value - meanOf(theirs));
  const of = (values: Float64Array) => {
    const errors = errorsOf(values, theirs);
    const sides = sidesKept(values, theirs, thresholds);
    const valueRanks = ranksOf(values);
    const squares = errors.map((error) => error * error);
    return {
      errors,
      // In the order of `named`. Ranks are those among all pairs, also in a resample.
      statistics: [
        (places: Int32Array) => meanOf(errors, places),
        (places: Int32Array) => correlationOf(values, theirs, places),
        (places: Int32Array) => correlationOf(valueRanks, ranks, places),
        (places: Int32Array) => explained(squares, centred, places),
        (places: Int32Array) => meanOf(sides, places),
      ],
    };
  };
  const [before, behind] = [of(ours), of(after)];
  const shrinkage = before.errors.map((error, i) => error - behind.errors[i]!);
  const intervals = bootstrap(
    theirs.length,
    [...before.statistics, ...behind.statistics, (places) => meanOf(shrinkage, places)],
    randomFrom(seed),
  );
  return {
    before: named(agreementOf(ours, theirs), intervals.slice(0, 5)),
    after: named(agreementOf(after, theirs), intervals.slice(5, 10)),
    gain: { value: meanOf(shrinkage), interval: intervals[10]! },
  };
}

/** R² of a resample: 1 − squared errors over squared deviations from the resample's own mean. */
function explained(squares: Float64Array, centred: Float64Array, places: Int32Array): number | null {
  const centre = meanOf(centred, places);
  let [left, total] = [0, 0];
  for (const at of places) {
    left += squares[at]!;
    total += (centred[at]! - centre) ** 2;
  }
  return shareExplained(left, total);
}

function named(agreement: Agreement, intervals: readonly (Interval | null)[]): JudgedAgreement {
  const { mae, pearson, spearman, rSquared, sameSide } = agreement;
  const at = <V>(value: V, index: number) => ({ value, interval: intervals[index] ?? null });
  return {
    mae: at(mae, 0),
    pearson: at(pearson, 1),
    spearman: at(spearman, 2),
    rSquared: at(rSquared, 3),
    sameSide: at(sameSide, 4),
  };
}
