import { cholesky, solveCholesky, solveLower } from "./cholesky.ts";
import {
  gram,
  type Matrix,
  multiply,
  pickRows,
  rowOf,
  transpose,
  transposeMultiply,
  zeros,
} from "./matrix.ts";

/** Added to the penalty's diagonal: keeps coefficients so small that single precision computes the sums to 1e-5. */
const NUGGET = 0.05;

/**
 * The rational quadratic kernel with α = 1, an equal mixture of Gaussian kernels of all widths (Rasmussen and Williams 2006,
 * section 4.2.1): 1 / (1 + γ d²). Falls off slower than a Gaussian one, which suits descriptors of mixed scale.
 */
export function rationalQuadratic(squaredDistances: Matrix, gamma: number): Matrix {
  return { ...squaredDistances, data: squaredDistances.data.map((d) => 1 / (1 + gamma * d)) };
}

/** What a ridge regression on landmarks learns from, apart from the strength of its penalty. */
export interface Design {
  /** Rows × (landmarks + columns): kernel values, then the standardised inputs themselves times `linear`. */
  features: Matrix;
  /** FᵀF, its lower triangle. */
  gram: Matrix;
  /** What the penalty weighs the coefficients by: kernel values between landmarks, then an identity. */
  penalty: Matrix;
}

/**
 * Lays out the features of a kernel ridge regression on landmarks (subset of regressors; Rasmussen and Williams 2006, section
 * 8.3.1) with a linear part.
 *
 * @param inputs standardised rows
 * @param squaredDistances rows × landmarks
 * @param betweenLandmarks landmarks × landmarks
 * @param linear scale of the linear part; 0 leaves it without effect
 */
export function layOut(
  inputs: Matrix,
  squaredDistances: Matrix,
  betweenLandmarks: Matrix,
  gamma: number,
  linear: number,
): Design {
  const features = basis(inputs, squaredDistances, gamma, linear);
  const kernel = rationalQuadratic(betweenLandmarks, gamma);
  const penalty = zeros(features.columns, features.columns);
  for (let i = 0; i < features.columns; i++) {
    if (i < kernel.rows) penalty.data.set(rowOf(kernel, i), i * features.columns);
    const diagonal = i * features.columns + i;
    penalty.data[diagonal] = i < kernel.rows ? penalty.data[diagonal]! + NUGGET : 1;
  }
  return { features, gram: gram(features), penalty };
}

/** The features of new rows, in the layout that `layOut` gave the rows learned from. */
export function basis(inputs: Matrix, squaredDistances: Matrix, gamma: number, linear: number): Matrix {
  const kernel = rationalQuadratic(squaredDistances, gamma);
  const features = zeros(inputs.rows, kernel.columns + inputs.columns);
  for (let r = 0; r < inputs.rows; r++) {
    const out = rowOf(features, r);
    out.set(rowOf(kernel, r));
    out.set(
      rowOf(inputs, r).map((value) => value * linear),
      kernel.columns,
    );
  }
  return features;
}

/** Coefficients, and what each row would have been given had it been left out. */
export interface RidgeFit {
  /** Features × targets. */
  coefficients: Matrix;
  /** Rows × targets: leave-one-out predictions. */
  leftOut: Matrix;
}

/**
 * Solves the ridge regression and its leave-one-out predictions, the latter in closed form: y − e / (1 − h), where e is the residual
 * and h the leverage of the row (Allen's PRESS).
 *
 * @param targets rows × targets, centred by the caller
 * @param lambda strength of the penalty, above 0
 */
export function fitRidge(design: Design, targets: Matrix, lambda: number): RidgeFit {
  const { features, gram, penalty } = design;
  const factor = cholesky({ ...gram, data: gram.data.map((value, i) => value + lambda * penalty.data[i]!) });
  const coefficients = solveCholesky(factor, transposeMultiply(features, targets));
  const leftOut = multiply(features, coefficients);
  const leverages = leveragesOf(features, factor);
  for (let r = 0; r < features.rows; r++) {
    const predicted = rowOf(leftOut, r);
    const truth = rowOf(targets, r);
    for (let t = 0; t < truth.length; t++) {
      predicted[t] = truth[t]! - (truth[t]! - predicted[t]!) / (1 - leverages[r]!);
    }
  }
  return { coefficients, leftOut };
}

/** Rows whose leverages are computed together: few enough for the processor's cache. */
const BLOCK = 64;

/** fᵀ(LLᵀ)⁻¹f for each row f, always below 1. */
function leveragesOf(features: Matrix, factor: Matrix): Float64Array {
  const leverages = new Float64Array(features.rows);
  for (let from = 0; from < features.rows; from += BLOCK) {
    const rows = Array.from({ length: Math.min(BLOCK, features.rows - from) }, (_, i) => from + i);
    const whitened = transpose(pickRows(features, rows));
    solveLower(factor, whitened);
    for (let i = 0; i < whitened.data.length; i++) {
      const row = from + (i % rows.length);
      leverages[row] = leverages[row]! + whitened.data[i]! ** 2;
    }
  }
  return leverages.map((leverage) => Math.min(leverage, 1 - 1e-9));
}
