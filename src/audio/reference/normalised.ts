import { SMALLEST_NORMAL } from "../spectral/settings.ts";

/** `row` divided by `length`; unchanged where the length is that of silence. */
export function normalised(row: Float64Array, length: number): Float64Array {
  return length < SMALLEST_NORMAL ? row : row.map((value) => value / length);
}

/** `row` divided by its sum; silence stays as it is. */
export function asShares(row: Float64Array): Float64Array {
  return normalised(
    row,
    row.reduce((sum, value) => sum + value, 0),
  );
}
