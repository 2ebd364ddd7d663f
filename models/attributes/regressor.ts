import { basis } from "../learning/landmark-ridge.ts";
import { distancesTo } from "../learning/landmarks.ts";
import { dot, type Matrix, rowOf, zeros } from "../learning/matrix.ts";
import { type Standardizer, standardize } from "../learning/standardizer.ts";
import { prepare } from "./preparation.ts";

/** How a head's sum becomes an attribute: as it is, or through the logistic function, which suits attributes crowded at 0 or 1. */
export type Link = "identity" | "logit";

/** Scale of the linear part beside the kernel part; found on the data once, flat around it. */
export const LINEAR = 0.1;
/** Keeps the logit of 0 and 1 finite: logit(y) = ln((y + ε) / (1 − y + ε)). */
export const LOGIT_MARGIN = 0.01;

/** What is learned for one attribute. */
export interface Head {
  link: Link;
  /** Width of its kernel: 1 / (1 + γ d²). */
  gamma: number;
  /** Strength of the penalty that it was fitted with. */
  lambda: number;
  /** Mean of the linked target. */
  offset: number;
  /** One for each landmark, then one for each feature. */
  coefficients: Float64Array;
}

/** All that is learned. */
export interface Regressor {
  standardizer: Standardizer;
  /** Landmarks × features, standardised. */
  landmarks: Matrix;
  /** One an attribute, in the order of ATTRIBUTES. */
  heads: Head[];
}

export function link(kind: Link, value: number): number {
  return kind === "identity" ? value : Math.log((value + LOGIT_MARGIN) / (1 - value + LOGIT_MARGIN));
}

/** Inverse of `link`, clipped to [0, 1]. */
export function unlink(kind: Link, value: number): number {
  const raw = kind === "identity" ? value : (1 + 2 * LOGIT_MARGIN) / (1 + Math.exp(-value)) - LOGIT_MARGIN;
  return Math.min(1, Math.max(0, raw));
}

/** Predictions, and how far each row lies from what the model has seen. */
export interface Prediction {
  /** Rows × attributes, within [0, 1]. */
  values: Matrix;
  /**
   * Root mean square difference over the standardised features between the row and its nearest landmark, in training deviations.
   * It is taken before features are clipped to the training range, so a strange input cannot look ordinary.
   */
  distances: Float64Array;
}

/**
 * Predicts in double precision: the reference for the ONNX file, which does the same in single precision.
 *
 * @param inputs rows × INPUTS
 */
export function predict(model: Regressor, inputs: Matrix): Prediction {
  const features = prepare(inputs);
  const clipped = standardize(features, model.standardizer, true);
  const toLandmarks = distancesTo(clipped, model.landmarks);
  const values = zeros(inputs.rows, model.heads.length);
  for (const [target, head] of model.heads.entries()) {
    const sums = basis(clipped, toLandmarks, head.gamma, LINEAR);
    for (let row = 0; row < inputs.rows; row++) {
      const sum = head.offset + dot(rowOf(sums, row), head.coefficients);
      values.data[row * values.columns + target] = unlink(head.link, sum);
    }
  }
  const strange = distancesTo(standardize(features, model.standardizer, false), model.landmarks);
  const distances = Float64Array.from({ length: inputs.rows }, (_, row) =>
    Math.sqrt(rowOf(strange, row).reduce((least, distance) => Math.min(least, distance))),
  );
  return { values, distances };
}
