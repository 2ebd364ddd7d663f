import { BINS, VECTOR } from "./spectral-layout";

// Spectral peaks from which the host estimates the tuning.

/** f32[732][2]: position in bins (fractional) and interpolated power of the last group's peaks. */
export const peakValues = memory.data(5856, 16);

/** Bins from 150 Hz (included) to 4 kHz (excluded) at 22,050 Hz. */
const FIRST_BIN: usize = 14;
const LAST_BIN: usize = 371;
/** Peaks below this share of their frame's largest power do not count. */
const RELATIVE_THRESHOLD: f32 = 0.1;

/**
 * Finds local maxima of four power spectra and interpolates a parabola through each and its two neighbours
 * (J. O. Smith, Spectral Audio Signal Processing, "Quadratic interpolation of spectral peaks").
 * @param spectrum address of BINS vectors
 * @returns how many peaks lie in `peakValues`
 */
export function findPeaks(spectrum: usize): i32 {
  let most = f32x4.splat(0);
  for (let k: usize = 0; k < <usize>BINS; k++) most = f32x4.pmax(most, v128.load(spectrum + k * VECTOR));
  const threshold = f32x4.mul(most, f32x4.splat(RELATIVE_THRESHOLD));
  let to = peakValues;
  let before = v128.load(spectrum + (FIRST_BIN - 1) * VECTOR);
  let here = v128.load(spectrum + FIRST_BIN * VECTOR);
  for (let k = FIRST_BIN; k <= LAST_BIN; k++) {
    const after = v128.load(spectrum + (k + 1) * VECTOR);
    const rises = v128.and(f32x4.gt(here, before), f32x4.ge(here, after));
    const isPeak = v128.and(rises, f32x4.gt(here, threshold));
    if (v128.any_true(isPeak)) {
      const lanes = i32x4.bitmask(isPeak);
      for (let lane: i32 = 0; lane < 4; lane++) {
        if ((lanes >> lane) & 1) {
          storePeak(to, spectrum + k * VECTOR + ((<usize>lane) << 2), <f32>k);
          to += 8;
        }
      }
    }
    before = here;
    here = after;
  }
  return <i32>((to - peakValues) >> 3);
}

/** Fits the parabola; where its top would lie more than a bin away, the bin itself stands. */
function storePeak(to: usize, at: usize, bin: f32): void {
  const before = load<f32>(at - VECTOR);
  const here = load<f32>(at);
  const after = load<f32>(at + VECTOR);
  const curvature = after + before - 2 * here;
  const slope = (after - before) * 0.5;
  const shift: f32 = abs(slope) >= abs(curvature) ? 0 : -slope / curvature;
  store<f32>(to, bin + shift);
  store<f32>(to + 4, here + 0.5 * slope * shift);
}
