import { fitRidge, layOut } from "../learning/landmark-ridge.ts";
import { averagedLandmarks, distancesTo } from "../learning/landmarks.ts";
import { type Matrix, zeros } from "../learning/matrix.ts";
import { mean, rSquared } from "../learning/metrics.ts";
import { mulberry32 } from "../learning/random.ts";
import { learnStandardizer, standardize } from "../learning/standardizer.ts";
import { prepare, WEIGHTS } from "./preparation.ts";
import { type Head, LINEAR, type Link, link, type Regressor, unlink } from "./regressor.ts";

/** What a head is chosen from. */
export const GAMMAS = [0.25, 0.7, 2];
export const LAMBDAS = [0.1, 0.3, 0.8, 2];
export const LINKS: readonly Link[] = ["identity", "logit"];
export const LANDMARKS = 400;
export const LANDMARK_GROUP = 3;
/** Standardised features beyond this many deviations count as this many. */
export const CLIP = 4;

/**
 * Learns a regressor. Each attribute gets its own kernel width, penalty and link: those whose leave-one-out predictions, in closed form,
 * have the highest R² on these rows. So when this is called on the training part of a fold, the choice never sees the test part.
 *
 * @param inputs rows × INPUTS, at least two rows
 * @param targets rows × ATTRIBUTES
 * @param seed chooses the landmarks; the same seed and rows give the same model to the last bit
 */
export function fitRegressor(inputs: Matrix, targets: Matrix, seed: number): Regressor {
  const features = prepare(inputs);
  const standardizer = learnStandardizer(features, CLIP, WEIGHTS);
  const standard = standardize(features, standardizer, true);
  const landmarks = averagedLandmarks(standard, LANDMARKS, LANDMARK_GROUP, mulberry32(seed));
  const toLandmarks = distancesTo(standard, landmarks);
  const betweenLandmarks = distancesTo(landmarks, landmarks);
  const linked = linkTargets(targets);
  const best: { score: number; head: Head }[] = [];
  for (const gamma of GAMMAS) {
    const design = layOut(standard, toLandmarks, betweenLandmarks, gamma, LINEAR);
    for (const lambda of LAMBDAS) {
      const fit = fitRidge(design, linked.centred, lambda);
      for (const [column, offset] of linked.offsets.entries()) {
        const target = column % targets.columns;
        const kind = LINKS[Math.floor(column / targets.columns)]!;
        const predicted = columnOf(fit.leftOut, column).map((value) => unlink(kind, offset + value));
        const score = rSquared(columnOf(targets, target), predicted);
        if (best[target] && !(score > best[target].score)) continue;
        const coefficients = columnOf(fit.coefficients, column);
        best[target] = { score, head: { link: kind, gamma, lambda, offset, coefficients } };
      }
    }
  }
  return { standardizer, landmarks, heads: best.map(({ head }) => head) };
}

/** A copy of one column. */
export function columnOf(matrix: Matrix, column: number): Float64Array {
  return Float64Array.from({ length: matrix.rows }, (_, row) => matrix.data[row * matrix.columns + column]!);
}

/** The targets under every link, side by side and centred: all of the first link, then all of the second. */
function linkTargets(targets: Matrix): { centred: Matrix; offsets: number[] } {
  const centred = zeros(targets.rows, targets.columns * LINKS.length);
  const offsets: number[] = [];
  for (const [group, kind] of LINKS.entries()) {
    for (let target = 0; target < targets.columns; target++) {
      const values = columnOf(targets, target).map((value) => link(kind, value));
      const column = group * targets.columns + target;
      offsets[column] = mean(values);
      for (const [row, value] of values.entries()) {
        centred.data[row * centred.columns + column] = value - offsets[column];
      }
    }
  }
  return { centred, offsets };
}
