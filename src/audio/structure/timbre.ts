import { TIMBRE_BASIS } from "./timbre-basis.ts";
import { PATCH_SIZE } from "./timbre-patch.ts";

/** Coefficients that describe how a segment sounds. */
export const TIMBRES = 12;

/** Mean of the 24 bands for white noise at full scale: Hann window's energy (768) times a mel filter's weight (0.093), in dB. */
const FULL_SCALE_DECIBELS = 18.5;
/** Spotify's first coefficient is 0 for silence and about 60 for full scale. */
const LOUDNESS_OFFSET = 60 - FULL_SCALE_DECIBELS;

/**
 * Twelve coefficients of a patch, all in decibels, on the basis of `timbre-basis.ts`: 1 is the mean level (0 for silence as Spotify counts
 * it, about 60 for noise at full scale), 2 brightness, 3 how much the middle stands out, 4 attack and decay, 5 to 9 and 12 ever finer shapes of the
 * spectrum, 10 how brightness changes, 11 swells and dips. 2 to 12 are 0 for a flat, steady spectrum and do not change with the level.
 */
export function timbreOf(patch: Float64Array): number[] {
  return Array.from({ length: TIMBRES }, (_, row) => {
    let sum = 0;
    for (let i = 0; i < PATCH_SIZE; i++) sum += TIMBRE_BASIS[row * PATCH_SIZE + i]! * patch[i]!;
    return row === 0 ? sum / Math.sqrt(PATCH_SIZE) + LOUDNESS_OFFSET : sum;
  });
}
