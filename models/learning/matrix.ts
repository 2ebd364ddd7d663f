/** A dense matrix in row-major order. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** A matrix of zeros. */
export function zeros(rows: number, columns: number): Matrix {
  return { rows, columns, data: new Float64Array(rows * columns) };
}

/**
 * A matrix from its rows.
 *
 * @throws RangeError when the rows differ in length
 */
export function fromRows(rows: readonly ArrayLike<number>[]): Matrix {
  const columns = rows[0]?.length ?? 0;
  const matrix = zeros(rows.length, columns);
  for (const [index, row] of rows.entries()) {
    if (row.length !== columns)
      throw new RangeError(`row ${index} has ${row.length} columns, not ${columns}`);
    matrix.data.set(row, index * columns);
  }
  return matrix;
}

/** The given row as a view, not a copy. */
export function rowOf(matrix: Matrix, row: number): Float64Array {
  return matrix.data.subarray(row * matrix.columns, (row + 1) * matrix.columns);
}

/** A copy of the chosen rows, in the order given. */
export function pickRows(matrix: Matrix, rows: readonly number[]): Matrix {
  return fromRows(rows.map((row) => rowOf(matrix, row)));
}

/** Inner product of two vectors of the same length. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/**
 * Matrix product.
 *
 * @throws RangeError when the shapes do not fit
 */
export function multiply(a: Matrix, b: Matrix): Matrix {
  if (a.columns !== b.rows)
    throw new RangeError(`cannot multiply ${a.rows}x${a.columns} by ${b.rows}x${b.columns}`);
  const product = zeros(a.rows, b.columns);
  for (let i = 0; i < a.rows; i++) {
    const out = rowOf(product, i);
    for (let k = 0; k < a.columns; k++) {
      const factor = a.data[i * a.columns + k]!;
      if (factor !== 0) addScaled(out, rowOf(b, k), factor);
    }
  }
  return product;
}

/** Rows become columns. */
export function transpose(a: Matrix): Matrix {
  const out = zeros(a.columns, a.rows);
  for (let r = 0; r < a.rows; r++) {
    for (let c = 0; c < a.columns; c++) out.data[c * a.rows + r] = a.data[r * a.columns + c]!;
  }
  return out;
}

/** AᵀB for two matrices with the same number of rows. */
export function transposeMultiply(a: Matrix, b: Matrix): Matrix {
  if (a.rows !== b.rows) throw new RangeError(`row counts differ: ${a.rows} and ${b.rows}`);
  const product = zeros(a.columns, b.columns);
  for (let k = 0; k < a.rows; k++) {
    const left = rowOf(a, k);
    const right = rowOf(b, k);
    for (let i = 0; i < a.columns; i++) addScaled(rowOf(product, i), right, left[i]!);
  }
  return product;
}

/** AᵀA; only its lower triangle is filled, the rest is 0. */
export function gram(a: Matrix): Matrix {
  const size = a.columns;
  const product = zeros(size, size);
  const out = product.data;
  for (let k = 0; k < a.rows; k++) {
    const row = rowOf(a, k);
    for (let i = 0; i < size; i++) {
      const factor = row[i]!;
      for (let j = 0; j <= i; j++) out[i * size + j] = out[i * size + j]! + factor * row[j]!;
    }
  }
  return product;
}

/** target += factor · source, in place. */
export function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] = target[i]! + factor * source[i]!;
}
