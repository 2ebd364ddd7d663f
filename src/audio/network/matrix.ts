import type { Address, NetworkKernel } from "./kernel.ts";

/** Rows that the kernel multiplies beside one another. */
const EIGHT = 8;

/** A matrix and what is added to its products, in a kernel's memory. */
export interface Matrix {
  matrix: Address;
  bias: Address;
  /** A multiple of 8. */
  rows: number;
  width: number;
}

/**
 * Writes a matrix as `multiply` reads it: eight rows beside one another. Rows that are missing from the last eight are zero.
 * @param weight [bias.length][width]
 */
export function keepMatrix(
  kernel: NetworkKernel,
  weight: ArrayLike<number>,
  bias: ArrayLike<number>,
): Matrix {
  const width = weight.length / bias.length;
  const rows = EIGHT * Math.ceil(bias.length / EIGHT);
  const packed = new Float32Array(rows * width);
  for (let row = 0; row < bias.length; row++) {
    const start = EIGHT * width * Math.floor(row / EIGHT) + (row % EIGHT);
    for (let column = 0; column < width; column++)
      packed[start + EIGHT * column] = weight[row * width + column]!;
  }
  const offsets = new Float32Array(rows);
  offsets.set(bias);
  return { matrix: kernel.keep(packed), bias: kernel.keep(offsets), rows, width };
}

/** Multiplies a matrix with `count` vectors, `stride` bytes from one to the next; writes f32[count][rows]. */
export function multiplyEach(
  kernel: NetworkKernel,
  { matrix, bias, rows, width }: Matrix,
  vectors: Address,
  stride: number,
  count: number,
  out: Address,
): void {
  kernel.run.multiply(matrix, bias, rows, width, vectors, stride, count, out);
}
