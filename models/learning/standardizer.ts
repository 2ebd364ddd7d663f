import { type Matrix, rowOf, zeros } from "./matrix.ts";
import { mean, standardDeviation } from "./metrics.ts";

/** Puts every column on mean 0 and deviation 1, and knows the range that the column had when it was learned. */
export interface Standardizer {
  readonly means: Float64Array;
  readonly scales: Float64Array;
  /** Least and greatest standardised value seen while learning. */
  readonly lows: Float64Array;
  readonly highs: Float64Array;
}

/**
 * Learns means, scales and ranges by column. A column that never varies gets scale 1, so it standardises to 0.
 *
 * @param limit standardised values are thought of as lying within ±limit: the learned range is cut there
 */
export function learnStandardizer(matrix: Matrix, limit: number): Standardizer {
  const { columns } = matrix;
  const means = new Float64Array(columns);
  const scales = new Float64Array(columns);
  const lows = new Float64Array(columns);
  const highs = new Float64Array(columns);
  for (let c = 0; c < columns; c++) {
    const values = Float64Array.from({ length: matrix.rows }, (_, r) => matrix.data[r * columns + c]!);
    means[c] = mean(values);
    scales[c] = standardDeviation(values) || 1;
    const standard = values.map((value) => (value - means[c]!) / scales[c]!);
    lows[c] = Math.max(-limit, Math.min(...standard));
    highs[c] = Math.min(limit, Math.max(...standard));
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
