import { COARSE_BANDS } from "./coarse-mel.ts";
import { PATCH_SIZE, PATCH_TIMES } from "./timbre-patch.ts";

/**
 * Half-waves over time and over the bands of each coefficient's cosine, [0, 0] being constant. The first four are given; which others follow
 * was read off the segments of 411 recordings: those in which segments differ most (models/structure/card.md).
 */
export const HALF_WAVES: readonly (readonly [time: number, bands: number])[] = [
  [0, 0],
  [0, 1],
  [0, 2],
  [1, 0],
  [0, 3],
  [0, 4],
  [0, 5],
  [0, 6],
  [0, 7],
  [1, 1],
  [2, 0],
  [0, 8],
];

/**
 * The basis of timbre, f64[12][96] with orthonormal rows: products of a cosine over the four times and one over the 24 bands (rows of a
 * two-dimensional DCT-II). The second is turned so that treble counts as positive, the third so that
 * the middle does; the fourth is positive for a sound that dies away.
 */
export const TIMBRE_BASIS: Float64Array = Float64Array.from(
  { length: HALF_WAVES.length * PATCH_SIZE },
  (_, i) => {
    const [overTime, overBands] = HALF_WAVES[Math.floor(i / PATCH_SIZE)]!;
    const time = Math.floor((i % PATCH_SIZE) / COARSE_BANDS);
    const sign = overTime === 0 && (overBands === 1 || overBands === 2) ? -1 : 1;
    return sign * cosine(overTime, time, PATCH_TIMES) * cosine(overBands, i % COARSE_BANDS, COARSE_BANDS);
  },
);

function cosine(halfWaves: number, at: number, count: number): number {
  const gain = Math.sqrt((halfWaves === 0 ? 1 : 2) / count);
  return gain * Math.cos((Math.PI * halfWaves * (at + 0.5)) / count);
}
