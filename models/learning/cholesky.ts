import { type Matrix, zeros } from "./matrix.ts";

/**
 * The lower factor L of a symmetric positive definite matrix A = LLᵀ; only the lower triangle of A is read.
 *
 * @throws RangeError when A is not positive definite
 */
export function cholesky(a: Matrix): Matrix {
  const size = a.rows;
  const factor = zeros(size, size);
  const { data } = factor;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = a.data[i * size + j]!;
      for (let k = 0; k < j; k++) rest -= data[i * size + k]! * data[j * size + k]!;
      if (i !== j) data[i * size + j] = rest / data[j * size + j]!;
      else if (rest > 0) data[i * size + i] = Math.sqrt(rest);
      else throw new RangeError(`the matrix is not positive definite (pivot ${i} is ${rest})`);
    }
  }
  return factor;
}

/** Solves Lx = b in place; L is lower triangular. */
export function solveLower(factor: Matrix, vector: Float64Array): void {
  const { rows: size, data } = factor;
  for (let i = 0; i < size; i++) {
    const start = i * size;
    let rest = vector[i]!;
    for (let j = 0; j < i; j++) rest -= data[start + j]! * vector[j]!;
    vector[i] = rest / data[start + i]!;
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
