import { alignmentCentres, sizeOf } from "./version.ts";

/** A QR code under construction: what is dark, and what belongs to a pattern and may not be masked. */
export interface Matrix {
  size: number;
  dark: boolean[][];
  fixed: boolean[][];
}

const square = (size: number): boolean[][] => Array.from({ length: size }, () => Array(size).fill(false));

function draw({ dark, fixed, size }: Matrix, row: number, column: number, value: boolean): void {
  if (row < 0 || column < 0 || row >= size || column >= size) return;
  dark[row]![column] = value;
  fixed[row]![column] = true;
}

/** Rings around a centre: dark, but for those at the given distances. */
function rings(matrix: Matrix, row: number, column: number, reach: number, light: number[]): void {
  for (let down = -reach; down <= reach; down++)
    for (let right = -reach; right <= reach; right++)
      draw(matrix, row + down, column + right, !light.includes(Math.max(Math.abs(down), Math.abs(right))));
}

/** A matrix of this version with its finder, timing and alignment patterns (ISO/IEC 18004, 6.3), room kept for the format. */
export function emptyMatrix(version: number): Matrix {
  const size = sizeOf(version);
  const matrix: Matrix = { size, dark: square(size), fixed: square(size) };
  for (let at = 0; at < size; at++) {
    draw(matrix, 6, at, at % 2 === 0);
    draw(matrix, at, 6, at % 2 === 0);
  }
  const centres = alignmentCentres(version);
  const last = centres.at(-1);
  for (const row of centres)
    for (const column of centres) {
      const atFinder = (row === 6 && (column === 6 || column === last)) || (row === last && column === 6);
      if (!atFinder) rings(matrix, row, column, 2, [1]);
    }
  for (const [row, column] of [
    [3, 3],
    [3, size - 4],
    [size - 4, 3],
  ] as const)
    rings(matrix, row, column, 4, [2, 4]);
  drawFormat(matrix, 0);
  if (version >= 7) drawVersion(matrix, version);
  return matrix;
}

/** The remainder of `value` shifted by the generator's degree, in GF(2). */
function bchRemainder(value: number, generator: number, degree: number): number {
  let remainder = value << degree;
  for (let bit = 31; bit >= degree; bit--)
    if ((remainder >>> bit) & 1) remainder ^= generator << (bit - degree);
  return remainder;
}

/** Writes level M and the mask (0..7) twice, with their own error correction (7.9). */
export function drawFormat(matrix: Matrix, mask: number): void {
  const { size } = matrix;
  const bits = ((mask << 10) | bchRemainder(mask, 0b10100110111, 10)) ^ 0b101010000010010;
  const bit = (at: number): boolean => ((bits >>> at) & 1) === 1;
  for (let at = 0; at < 15; at++) {
    const beside = at < 6 ? at : at < 8 ? at + 1 : size - 15 + at;
    draw(matrix, beside, 8, bit(at));
    const above = at < 8 ? size - 1 - at : at === 8 ? 7 : 14 - at;
    draw(matrix, 8, above, bit(at));
  }
  draw(matrix, size - 8, 8, true);
}

/** Writes the version (7..40) twice, with its own error correction (7.10). */
function drawVersion(matrix: Matrix, version: number): void {
  const bits = (version << 12) | bchRemainder(version, 0b1111100100101, 12);
  for (let at = 0; at < 18; at++) {
    const value = ((bits >>> at) & 1) === 1;
    const near = Math.floor(at / 3);
    const far = matrix.size - 11 + (at % 3);
    draw(matrix, near, far, value);
    draw(matrix, far, near, value);
  }
}

/** The free modules in the order in which they are filled: pairs of columns from the right, up and down in turn (7.7.3). */
export function* fillingOrder({ size, fixed }: Matrix): Generator<readonly [row: number, column: number]> {
  let upwards = true;
  for (let right = size - 1; right > 0; right -= 2) {
    // The column of the vertical timing pattern is left out, so that the pairs move by one.
    if (right === 6) right = 5;
    for (let step = 0; step < size; step++) {
      const row = upwards ? size - 1 - step : step;
      for (const column of [right, right - 1]) if (!fixed[row]![column]) yield [row, column];
    }
    upwards = !upwards;
  }
}
