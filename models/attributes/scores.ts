import type { Matrix } from "../learning/matrix.ts";
import { mean, meanAbsoluteError, quantile, rSquared, standardDeviation } from "../learning/metrics.ts";
import type { Repeat } from "./evaluate.ts";
import { columnOf } from "./fit.ts";

/** How many parts the predictions are cut into for the intervals. */
const INTERVAL_PARTS = 3;
/** Share of recordings that an interval should hold. */
export const INTERVAL_SHARE = 0.8;

/** Half-width of the interval around predictions up to `upTo`. */
export interface Interval {
  /** Greatest prediction that it is for; 1 for the last. */
  upTo: number;
  halfWidth: number;
}

/** How well one attribute is predicted, by rows that the model had not seen. */
export interface Score {
  /** Mean over the repeats, and the deviation between repeats. */
  rSquared: number;
  rSquaredDeviation: number;
  meanAbsoluteError: number;
  /** The same of always predicting the training mean. */
  baseline: { rSquared: number; meanAbsoluteError: number };
  intervals: Interval[];
  /** Share of unseen rows within an interval made without them. */
  intervalCoverage: number;
}

/** Scores one attribute over all repeats. */
export function scoreAttribute(targets: Matrix, target: number, repeats: readonly Repeat[]): Score {
  const truth = columnOf(targets, target);
  const predicted = repeats.map((repeat) => columnOf(repeat.values, target));
  const plain = repeats.map((repeat) => columnOf(repeat.baseline, target));
  const skills = predicted.map((values) => rSquared(truth, values));
  return {
    rSquared: mean(skills),
    rSquaredDeviation: standardDeviation(skills),
    meanAbsoluteError: mean(predicted.map((values) => meanAbsoluteError(truth, values))),
    baseline: {
      rSquared: mean(plain.map((values) => rSquared(truth, values))),
      meanAbsoluteError: mean(plain.map((values) => meanAbsoluteError(truth, values))),
    },
    intervals: intervalsOf(
      predicted.flatMap((values) => [...values]),
      predicted.flatMap((values) => Array.from(values, (value, row) => Math.abs(value - truth[row]!))),
    ),
    intervalCoverage: mean(repeats.map(({ fold }, index) => coverage(truth, predicted[index]!, fold))),
  };
}

/** Cuts the predictions into parts of equal count; each gets the quantile of its own absolute errors. */
function intervalsOf(predicted: readonly number[], errors: readonly number[]): Interval[] {
  const edges = Array.from({ length: INTERVAL_PARTS }, (_, part) =>
    part === INTERVAL_PARTS - 1 ? 1 : quantile(predicted, (part + 1) / INTERVAL_PARTS),
  );
  return edges.map((upTo, part) => {
    const inside = errors.filter(
      (_, i) => predicted[i]! <= upTo && !(part > 0 && predicted[i]! <= edges[part - 1]!),
    );
    return { upTo, halfWidth: inside.length > 0 ? quantile(inside, INTERVAL_SHARE) : 1 };
  });
}

/** Judges the intervals as the model was judged: those for a fold are made from the other folds only. */
function coverage(truth: Float64Array, predicted: Float64Array, fold: Int32Array): number {
  const folds = Math.max(...fold) + 1;
  let held = 0;
  for (let test = 0; test < folds; test++) {
    const others = [...fold.keys()].filter((row) => fold[row] !== test);
    const intervals = intervalsOf(
      others.map((row) => predicted[row]!),
      others.map((row) => Math.abs(predicted[row]! - truth[row]!)),
    );
    for (const [row, part] of fold.entries()) {
      if (part !== test) continue;
      const interval = intervals.find(({ upTo }) => predicted[row]! <= upTo)!;
      if (Math.abs(predicted[row]! - truth[row]!) <= interval.halfWidth) held += 1;
    }
  }
  return held / truth.length;
}
