import { bandPower } from "./filter-band";
import { MEL_BANDS, VECTOR } from "./spectral-layout";

// Mel power: the triangular filters' weights are stored one band after the other, without their zeros.

/** i32[129]: where each band's weights start in `melWeights`; the last entry is their number; the host writes it. */
export const melStarts = memory.data(516, 16);
/** i32[128]: each band's first bin; the host writes it. */
export const melFirstBins = memory.data(512, 16);
/** f32[4096]: the weights; the host writes them. */
export const melWeights = memory.data(16384, 16);

/** Largest mel power that each lane has met so far. */
const peak = memory.data(16, 16);

/**
 * Weighs four power spectra to mel bands and remembers the largest value of all calls.
 * @param spectrum address of BINS vectors
 * @param mel address of MEL_BANDS vectors to write
 */
export function melPower(spectrum: usize, mel: usize): void {
  let largest = v128.load(peak);
  let weight = melWeights;
  for (let band: usize = 0; band < <usize>MEL_BANDS; band++) {
    const bin = spectrum + <usize>load<i32>(melFirstBins + (band << 2)) * VECTOR;
    const end = melWeights + ((<usize>load<i32>(melStarts + ((band + 1) << 2))) << 2);
    const power = bandPower(bin, weight, end);
    weight = end;
    largest = f32x4.pmax(largest, power);
    v128.store(mel + band * VECTOR, power);
  }
  v128.store(peak, largest);
}

/** The largest mel power since the last `forgetMelPeak`, 0 before the first group. */
export function melPeak(): f32 {
  const a = max(load<f32>(peak), load<f32>(peak + 4));
  return max(a, max(load<f32>(peak + 8), load<f32>(peak + 12)));
}

/** Begins a new recording. */
export function forgetMelPeak(): void {
  v128.store(peak, f32x4.splat(0));
}
