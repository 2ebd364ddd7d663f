import { type Matrix, rowOf, zeros } from "./matrix.ts";
import { mean, standardDeviation } from "./metrics.ts";

/** Puts every column on mean 0 and a chosen deviation, and knows the range that the column had when it was learned. */
export interface Standardizer {
  readonly means: Float64Array;
  readonly scales: Float64Array;
  /** Least and greatest standardised value seen while learning. */
  readonly lows: Float64Array;
  readonly highs: Float64Array;
}

/**
 * Learns means, scales and ranges by column. A column that never varies standardises to 0.
 *
 * @param limit the learned range is cut at this many deviations on either side
 * @param weights by column, above 0: the deviation that it shall have, and so how much it counts in distances
 */
export function learnStandardizer(matrix: Matrix, limit: number, weights: readonly number[]): Standardizer {
  const { columns } = matrix;
  const means = new Float64Array(columns);
  const scales = new Float64Array(columns);
  const lows = new Float64Array(columns);
  const highs = new Float64Array(columns);
  for (let c = 0; c < columns; c++) {
    const values = Float64Array.from({ length: matrix.rows }, (_, r) => matrix.data[r * columns + c]!);
    means[c] = mean(values);
    const weight = weights[c]!;
    scales[c] = (standardDeviation(values) || 1) / weight;
    const standard = values.map((value) => (value - means[c]!) / scales[c]!);
    lows[c] = Math.max(-limit * weight, Math.min(...standard));
    highs[c] = Math.min(limit * weight, Math.max(...standard));
  }
  return { means, scales, lows, highs };
}

/** Standardised copy; with `clip`, values outside the learned range are moved to its edge. */
export function standardize(matrix: Matrix, by: Standardizer, clip: boolean): Matrix {
  const out = zeros(matrix.rows, matrix.columns);
  for (let r = 0; r < matrix.rows; r++) {
    const from = rowOf(matrix, r);
    const to = rowOf(out, r);
    for (let c = 0; c < to.length; c++) {
      const value = (from[c]! - by.means[c]!) / by.scales[c]!;
      to[c] = clip ? Math.min(by.highs[c]!, Math.max(by.lows[c]!, value)) : value;
    }
  }
  return out;
}
