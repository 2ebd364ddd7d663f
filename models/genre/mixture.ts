import { fitRidge, layOut, rationalQuadratic } from "../learning/landmark-ridge.ts";
import { averagedLandmarks, distancesTo } from "../learning/landmarks.ts";
import { type Matrix, multiply, rowOf, zeros } from "../learning/matrix.ts";
import { mulberry32 } from "../learning/random.ts";
import { type Discriminant, fitDiscriminant, whiten } from "./discriminant.ts";
import { GENRES } from "./inputs.ts";

/** Width of the kernel 1 / (1 + γ d²) over whitened features, and strength of its penalty. */
export const GAMMA = 1;
const LAMBDA = 1;
/** Points of the kernel, each the mean of so many neighbouring clips: the file holds no clip's descriptors. */
const LANDMARKS = 400;
const LANDMARK_GROUP = 2;
const SEED = 2026;

/** What is learned, before the two parts are weighed. */
export interface Parts {
  discriminant: Discriminant;
  /** Landmarks × features, whitened. */
  landmarks: Matrix;
  /** Landmarks × genres. */
  coefficients: Matrix;
}

/** How much each part's scores count in the softmax. */
export interface Weights {
  /** Of the discriminant's log-likelihoods. */
  sharpness: number;
  /** Of the kernel regression's scores. */
  gain: number;
}

/**
 * Learns a linear discriminant and, on the features that it has whitened, a kernel ridge regression of the genres' indicators: one draws
 * straight borders, the other crooked ones, and they err in different places.
 *
 * @param inputs rows × INPUTS
 * @param genres index of each row's genre; every genre occurs
 */
export function fitParts(inputs: Matrix, genres: ArrayLike<number>): Parts {
  const discriminant = fitDiscriminant(inputs, genres);
  const rows = whiten(discriminant, inputs, true);
  const landmarks = averagedLandmarks(rows, LANDMARKS, LANDMARK_GROUP, mulberry32(SEED));
  const design = layOut(rows, distancesTo(rows, landmarks), distancesTo(landmarks, landmarks), GAMMA, 0);
  const targets = zeros(inputs.rows, GENRES.length);
  for (let r = 0; r < inputs.rows; r++) {
    rowOf(targets, r).fill(-1 / GENRES.length);
    rowOf(targets, r)[genres[r]!] = 1 - 1 / GENRES.length;
  }
  const { coefficients } = fitRidge(design, targets, LAMBDA);
  const data = coefficients.data.slice(0, landmarks.rows * GENRES.length);
  return { discriminant, landmarks, coefficients: { rows: landmarks.rows, columns: GENRES.length, data } };
}

/** What a model says of some rows, before its parts are weighed. */
export interface Scores {
  /** Rows × genres: log-likelihoods, up to a constant a row. */
  straight: Matrix;
  /** Rows × genres: regressed indicators. */
  crooked: Matrix;
  /** Root mean square whitened difference between the row, not clipped, and the nearest genre's centre. */
  distances: Float64Array;
}

/** Scores rows in double precision: with `weigh`, the reference for the ONNX file. */
export function score({ discriminant, landmarks, coefficients }: Parts, inputs: Matrix): Scores {
  const rows = whiten(discriminant, inputs, true);
  const toCentres = distancesTo(rows, discriminant.centres);
  const kernel = rationalQuadratic(distancesTo(rows, landmarks), GAMMA);
  const strange = distancesTo(whiten(discriminant, inputs, false), discriminant.centres);
  return {
    straight: { ...toCentres, data: toCentres.data.map((d) => -0.5 * d * rows.columns) },
    crooked: multiply(kernel, coefficients),
    distances: Float64Array.from({ length: inputs.rows }, (_, r) =>
      Math.sqrt(Math.min(...rowOf(strange, r))),
    ),
  };
}

/** Probabilities, rows × genres; each row sums to 1. */
export function weigh({ straight, crooked }: Scores, { sharpness, gain }: Weights): Matrix {
  const probabilities = zeros(straight.rows, straight.columns);
  for (let r = 0; r < straight.rows; r++) {
    const sums = rowOf(straight, r).map(
      (value, genre) => sharpness * value + gain * rowOf(crooked, r)[genre]!,
    );
    const greatest = Math.max(...sums);
    const powers = sums.map((sum) => Math.exp(sum - greatest));
    const total = powers.reduce((a, b) => a + b);
    rowOf(probabilities, r).set(powers.map((power) => power / total));
  }
  return probabilities;
}
