import { addScaled, type Matrix, rowOf, zeros } from "./matrix.ts";

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
      const rest = a.data[i * size + j]! - partialDot(data, i * size, j * size, j);
      if (i !== j) data[i * size + j] = rest / data[j * size + j]!;
      else if (rest > 0) data[i * size + i] = Math.sqrt(rest);
      else throw new RangeError(`the matrix is not positive definite (pivot ${i} is ${rest})`);
    }
  }
  return factor;
}

/** Inner product of two stretches of one array. Four sums at a time, as one would have to wait for itself: this is the hot loop. */
function partialDot(data: Float64Array, first: number, second: number, length: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const whole = length - (length % 4);
  for (let k = 0; k < whole; k += 4) {
    a += data[first + k]! * data[second + k]!;
    b += data[first + k + 1]! * data[second + k + 1]!;
    c += data[first + k + 2]! * data[second + k + 2]!;
    d += data[first + k + 3]! * data[second + k + 3]!;
  }
  for (let k = whole; k < length; k++) a += data[first + k]! * data[second + k]!;
  return a + b + (c + d);
}

/** Solves LX = B in place for all columns of B; L is lower triangular. Plain indices: this is a hot loop too. */
export function solveLower(factor: Matrix, b: Matrix): void {
  const { rows: size, data: lower } = factor;
  const { columns, data } = b;
  for (let i = 0; i < size; i++) {
    const to = i * columns;
    for (let j = 0; j < i; j++) {
      const by = lower[i * size + j]!;
      const from = j * columns;
      for (let c = 0; c < columns; c++) data[to + c] = data[to + c]! - by * data[from + c]!;
    }
    const pivot = lower[i * size + i]!;
    for (let c = 0; c < columns; c++) data[to + c] = data[to + c]! / pivot;
  }
}

/** Solves LLᵀX = B for all columns of B; B stays as it is. */
export function solveCholesky(factor: Matrix, b: Matrix): Matrix {
  const solution: Matrix = { ...b, data: b.data.slice() };
  solveLower(factor, solution);
  for (let i = factor.rows - 1; i >= 0; i--) {
    const row = rowOf(solution, i);
    const by = rowOf(factor, i);
    for (let c = 0; c < row.length; c++) row[c] = row[c]! / by[i]!;
    for (let j = 0; j < i; j++) addScaled(rowOf(solution, j), row, -by[j]!);
  }
  return solution;
}
