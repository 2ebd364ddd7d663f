import type { SpectralKernel } from "./kernel.ts";
import { Moments } from "./moments.ts";
import type { RecordStore } from "./record-store.ts";
import { CONTRAST_BANDS, DYNAMIC_RANGE_DECIBELS, LANES, SMALLEST_POWER } from "./settings.ts";

const ROWS = CONTRAST_BANDS * LANES;

/**
 * Spectral contrast in decibels from peak and valley magnitudes of all groups. Each of the two is cut off 80 dB below its
 * own largest value of the recording, which is why this waits for its end.
 * @param records per group f32[14][4]: peaks of the seven bands, then their valleys
 * @param frames how many frames the records hold; unused lanes of the last group are 0
 */
export function contrastInDecibels(kernel: SpectralKernel, records: RecordStore, frames: number): Moments {
  const { floats } = kernel;
  let peak = SMALLEST_POWER;
  let valley = SMALLEST_POWER;
  for (let group = 0; group < records.count; group++) {
    const at = records.address(group) >> 2;
    for (let i = at; i < at + ROWS; i++) {
      if (floats[i]! > peak) peak = floats[i]!;
      if (floats[i + ROWS]! > valley) valley = floats[i + ROWS]!;
    }
  }
  // Cutting magnitudes off gives the same decibels as cutting decibels off, without a logarithm for each.
  const range = 10 ** (DYNAMIC_RANGE_DECIBELS / 10);
  const lowestPeak = Math.max(SMALLEST_POWER, peak / range);
  const lowestValley = Math.max(SMALLEST_POWER, valley / range);
  const moments = new Moments(CONTRAST_BANDS);
  const contrast = new Float32Array(ROWS);
  for (let group = 0; group < records.count; group++) {
    const at = records.address(group) >> 2;
    for (let i = 0; i < ROWS; i++) {
      const ratio = Math.max(floats[at + i]!, lowestPeak) / Math.max(floats[at + ROWS + i]!, lowestValley);
      contrast[i] = 10 * Math.log10(ratio);
    }
    moments.add(contrast, 0, Math.min(LANES, frames - group * LANES));
  }
  return moments;
}
