/** The rate that a fingerprint is computed at, Hz. */
export const RATE = 11_025;
/** Samples in a frame. */
export const FRAME = 4_096;
/** Samples between the starts of two frames. */
export const HOP = 1_365;
/** Pitch classes. */
export const CLASSES = 12;
/** Frames under the smoothing filter. */
export const SMOOTHED = 5;
/** Rows of pitch classes that a hash looks at: the widest classifier. */
export const ROWS = 16;
/** Seconds between two hashes: an eighth of a second. */
export const HASH_SECONDS = HOP / RATE;

/** Hashes that a recording of so many seconds has, at most. */
export function hashesIn(seconds: number): number {
  const frames = Math.floor((Math.floor(seconds * RATE) - FRAME) / HOP) + 1;
  return Math.max(0, frames - (SMOOTHED - 1) - (ROWS - 1));
}

/** How much of a recording AcoustID, like `fpcalc`, listens to, in seconds. */
export const ACOUSTID_SECONDS = 120;
