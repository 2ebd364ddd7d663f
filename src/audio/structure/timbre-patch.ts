import { COARSE_BANDS } from "./coarse-mel.ts";

/** Equal parts of time into which a segment is cut. */
export const PATCH_TIMES = 4;
/** Numbers in a patch: time by time, bands low to high. */
export const PATCH_SIZE = PATCH_TIMES * COARSE_BANDS;

/** Bands further than this below the patch's loudest are raised to it: there lie noise floors and codecs, not timbre. */
const RANGE_DECIBELS = 60;

/**
 * The surface of a segment over time and frequency: 24 bands, averaged over each of its four quarters.
 *
 * @param mel f32[frames][24] in decibels
 * @param start first frame
 * @param end frame after the last, above `start`
 * @param patch f64[4][24], filled
 */
export function timbrePatch(mel: Float32Array, start: number, end: number, patch: Float64Array): void {
  const length = end - start;
  let loudest = Number.NEGATIVE_INFINITY;
  for (let time = 0; time < PATCH_TIMES; time++) {
    const from = start + Math.min(length - 1, Math.floor((time * length) / PATCH_TIMES));
    const to = Math.max(from + 1, start + Math.floor(((time + 1) * length) / PATCH_TIMES));
    for (let band = 0; band < COARSE_BANDS; band++) {
      let sum = 0;
      for (let frame = from; frame < to; frame++) sum += mel[frame * COARSE_BANDS + band]!;
      const value = sum / (to - from);
      patch[time * COARSE_BANDS + band] = value;
      if (value > loudest) loudest = value;
    }
  }
  for (let i = 0; i < PATCH_SIZE; i++) patch[i] = Math.max(patch[i]!, loudest - RANGE_DECIBELS);
}
