import { columnOf } from "../attributes/fit.ts";
import { basis, fitRidge, layOut } from "../learning/landmark-ridge.ts";
import { averagedLandmarks, distancesTo } from "../learning/landmarks.ts";
import { dot, type Matrix, rowOf, zeros } from "../learning/matrix.ts";
import { mean, rSquared } from "../learning/metrics.ts";
import { featureCount, prepareLayout } from "../learning/preparation.ts";
import { mulberry32 } from "../learning/random.ts";
import { learnStandardizer, type Standardizer, standardize } from "../learning/standardizer.ts";
import { LAYOUT } from "./inputs.ts";

/** What each emotion's head is chosen from, by leave-one-out predictions on the rows that it learns from. */
const GAMMAS = [0.3, 1, 2];
const LAMBDAS = [0.15, 0.3, 0.6, 1.2];
/** Points of the kernel, each the mean of so many neighbouring recordings: the file holds no recording's descriptors. */
const LANDMARKS = 300;
const LANDMARK_GROUP = 2;
/** Scale of the linear part beside the kernel. */
export const LINEAR = 0.04;
const CLIP = 4;

/** What is learned for one emotion. */
interface Head {
  gamma: number;
  lambda: number;
  /** The mean share. */
  offset: number;
  /** One for each landmark, then one for each feature. */
  coefficients: Float64Array;
}

export interface MoodRegressor {
  standardizer: Standardizer;
  landmarks: Matrix;
  /** In the order of EMOTIONS. */
  heads: Head[];
}

/**
 * Learns a kernel ridge regression on landmarks for each emotion.
 *
 * @param inputs rows × INPUTS
 * @param targets rows × EMOTIONS
 * @param seed chooses the landmarks
 */
export function fitMood(inputs: Matrix, targets: Matrix, seed: number): MoodRegressor {
  const features = prepareLayout(inputs, LAYOUT);
  const weights = new Array<number>(featureCount(LAYOUT)).fill(1);
  const standardizer = learnStandardizer(features, CLIP, weights);
  const standard = standardize(features, standardizer, true);
  const landmarks = averagedLandmarks(standard, LANDMARKS, LANDMARK_GROUP, mulberry32(seed));
  const toLandmarks = distancesTo(standard, landmarks);
  const between = distancesTo(landmarks, landmarks);
  const offsets = Array.from({ length: targets.columns }, (_, target) => mean(columnOf(targets, target)));
  const centred = zeros(targets.rows, targets.columns);
  for (let i = 0; i < centred.data.length; i++) {
    centred.data[i] = targets.data[i]! - offsets[i % targets.columns]!;
  }
  const best: { score: number; head: Head }[] = [];
  for (const gamma of GAMMAS) {
    const design = layOut(standard, toLandmarks, between, gamma, LINEAR);
    for (const lambda of LAMBDAS) {
      const fit = fitRidge(design, centred, lambda);
      for (const [target, offset] of offsets.entries()) {
        const score = rSquared(columnOf(centred, target), columnOf(fit.leftOut, target));
        if (best[target] && !(score > best[target].score)) continue;
        best[target] = {
          score,
          head: { gamma, lambda, offset, coefficients: columnOf(fit.coefficients, target) },
        };
      }
    }
  }
  return { standardizer, landmarks, heads: best.map(({ head }) => head) };
}

/** Shares within [0, 1], rows × EMOTIONS, and how far each row, not clipped, lies from the nearest landmark. */
export interface MoodPrediction {
  values: Matrix;
  distances: Float64Array;
}

/** Predicts in double precision: the reference for the ONNX file. */
export function predictMood(
  { standardizer, landmarks, heads }: MoodRegressor,
  inputs: Matrix,
): MoodPrediction {
  const features = prepareLayout(inputs, LAYOUT);
  const clipped = standardize(features, standardizer, true);
  const toLandmarks = distancesTo(clipped, landmarks);
  const values = zeros(inputs.rows, heads.length);
  for (const [target, { gamma, offset, coefficients }] of heads.entries()) {
    const sums = basis(clipped, toLandmarks, gamma, LINEAR);
    for (let row = 0; row < inputs.rows; row++) {
      const share = offset + dot(rowOf(sums, row), coefficients);
      values.data[row * values.columns + target] = Math.min(1, Math.max(0, share));
    }
  }
  const strange = distancesTo(standardize(features, standardizer, false), landmarks);
  const distances = Float64Array.from({ length: inputs.rows }, (_, row) =>
    Math.sqrt(Math.min(...rowOf(strange, row))),
  );
  return { values, distances };
}
