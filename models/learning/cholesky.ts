import { dot, type Matrix, rowOf, zeros } from "./matrix.ts";

/**
 * The lower factor L of a symmetric positive definite matrix A = LLᵀ; only the lower triangle of A is read.
 *
 * @throws RangeError when A is not positive definite
 */
export function cholesky(a: Matrix): Matrix {
  const factor = zeros(a.rows, a.rows);
  for (let i = 0; i < a.rows; i++) {
    const row = rowOf(factor, i);
    for (let j = 0; j <= i; j++) {
      const other = rowOf(factor, j);
      const rest = a.data[i * a.columns + j]! - dot(row.subarray(0, j), other.subarray(0, j));
      if (i !== j) row[j] = rest / other[j]!;
      else if (rest > 0) row[j] = Math.sqrt(rest);
      else throw new RangeError(`the matrix is not positive definite (pivot ${i} is ${rest})`);
    }
  }
  return factor;
}

/** Solves Lx = b in place; L is lower triangular. */
export function solveLower(factor: Matrix, vector: Float64Array): void {
  for (let i = 0; i < factor.rows; i++) {
    const row = rowOf(factor, i);
    vector[i] = (vector[i]! - dot(row.subarray(0, i), vector.subarray(0, i))) / row[i]!;
  }
}

/** Solves LLᵀX = B for every column of B; B stays as it is. */
export function solveCholesky(factor: Matrix, b: Matrix): Matrix {
  const solution: Matrix = { ...b, data: b.data.slice() };
  const size = factor.rows;
  const column = new Float64Array(size);
  for (let c = 0; c < b.columns; c++) {
    for (let i = 0; i < size; i++) column[i] = b.data[i * b.columns + c]!;
    solveLower(factor, column);
    for (let i = size - 1; i >= 0; i--) {
      const value = column[i]! / factor.data[i * size + i]!;
      column[i] = value;
      for (let j = 0; j < i; j++) column[j] = column[j]! - factor.data[i * size + j]! * value;
    }
    for (let i = 0; i < size; i++) solution.data[i * b.columns + c] = column[i]!;
  }
  return solution;
}
