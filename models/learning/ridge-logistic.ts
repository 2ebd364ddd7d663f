import { cholesky, solveCholesky } from "./cholesky.ts";
import { dot, type Matrix, rowOf, zeros } from "./matrix.ts";

/** A logistic regression: the chance of a row is 1 / (1 + exp(-offset - weights · row)). */
export interface Logistic {
  offset: number;
  weights: Float64Array;
}

/**
 * Fits a logistic regression by penalised maximum likelihood with Newton's method; the problem is convex.
 *
 * @param rows standardised inputs
 * @param labels 0 or 1 (or chances between) for each row
 * @param penalty of a weight's square, times the number of rows; above 0. The offset is free
 * @param importance how much each row counts; by default alike
 */
export function fitLogistic(
  rows: Matrix,
  labels: ArrayLike<number>,
  penalty: number,
  importance?: ArrayLike<number>,
): Logistic {
  const size = rows.columns + 1;
  const model = { offset: 0, weights: new Float64Array(rows.columns) };
  for (let iteration = 0; iteration < 30; iteration++) {
    const gradient = zeros(size, 1);
    const hessian = zeros(size, size);
    for (let r = 0; r < rows.rows; r++) {
      const row = rowOf(rows, r);
      const weight = importance?.[r] ?? 1;
      const p = chanceOf(model, row);
      const slope = weight * Math.max(1e-6, p * (1 - p));
      const excess = weight * (p - labels[r]!);
      for (let i = 0; i < size; i++) {
        const a = i < row.length ? row[i]! : 1;
        gradient.data[i]! += excess * a;
        for (let j = 0; j <= i; j++)
          hessian.data[i * size + j]! += slope * a * (j < row.length ? row[j]! : 1);
      }
    }
    for (let i = 0; i < size; i++) {
      const pull = i < rows.columns ? penalty * rows.rows : 1e-9;
      gradient.data[i]! += i < rows.columns ? pull * model.weights[i]! : 0;
      hessian.data[i * size + i]! += pull;
    }
    const step = solveCholesky(cholesky(hessian), gradient).data;
    const length = Math.hypot(...step);
    const scale = Math.min(1, 4 / length);
    for (let i = 0; i < rows.columns; i++) model.weights[i]! -= scale * step[i]!;
    model.offset -= scale * step[rows.columns]!;
    if (length < 1e-9) break;
  }
  return model;
}

/** The chance, 0 to 1, that a fitted model gives a row. */
export function chanceOf({ offset, weights }: Logistic, row: Float64Array): number {
  return 1 / (1 + Math.exp(-offset - dot(weights, row)));
}
