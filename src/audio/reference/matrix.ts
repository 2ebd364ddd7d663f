/** One vector a frame; every row of the matrices in this folder has the same length. */
export type FrameMatrix = Float64Array[];

/** Mean and population standard deviation of each column. */
export function columnStatistics(matrix: FrameMatrix): { mean: number[]; std: number[] } {
  const mean = Array.from(matrix[0]!, (_, column) => average(matrix.map((row) => row[column]!)));
  const std = mean.map((centre, column) =>
    Math.sqrt(average(matrix.map((row) => (row[column]! - centre) ** 2))),
  );
  return { mean, std };
}

/** The largest value of the matrix. */
export function largest(matrix: FrameMatrix): number {
  return matrix.reduce((most, row) => row.reduce((a, b) => Math.max(a, b), most), Number.NEGATIVE_INFINITY);
}

function average(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
