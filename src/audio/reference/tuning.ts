import { BIN_HERTZ, BINS } from "../spectral/settings.ts";
import { TUNING_EDGES } from "../spectral/tuning.ts";
import type { FrameMatrix } from "./matrix.ts";

const LOWEST_HERTZ = 150;
const HIGHEST_HERTZ = 4000;
/** Share of a frame's largest value that a peak must exceed. */
const PEAK_THRESHOLD = 0.1;

interface Peak {
  hertz: number;
  magnitude: number;
}

/**
 * Deviation of a recording from A4 = 440 Hz in semitones, -0.5 to 0.49, from its power spectrogram: the mode of the
 * deviations of the louder half of all interpolated spectral peaks, in steps of a cent.
 */
export function estimateTuning(power: FrameMatrix): number {
  const peaks = power.flatMap(spectralPeaks);
  if (peaks.length === 0) return 0;
  const threshold = median(peaks.map(({ magnitude }) => magnitude));
  const counts = new Array<number>(TUNING_EDGES.length - 1).fill(0);
  for (const { hertz, magnitude } of peaks) {
    if (magnitude < threshold) continue;
    const semitones = 12 * Math.log2(hertz / 27.5);
    const fraction = semitones - Math.floor(semitones);
    const deviation = fraction >= 0.5 ? fraction - 1 : fraction;
    counts[TUNING_EDGES.findLastIndex((edge) => deviation >= edge)]!++;
  }
  return TUNING_EDGES[counts.indexOf(Math.max(...counts))]!;
}

/** Local maxima from 150 Hz to 4 kHz, refined by a parabola through three neighbouring bins. */
function spectralPeaks(row: Float64Array): Peak[] {
  const threshold = PEAK_THRESHOLD * row.reduce((most, value) => Math.max(most, value), 0);
  const peaks: Peak[] = [];
  for (let bin = 1; bin < BINS - 1; bin++) {
    if (bin * BIN_HERTZ < LOWEST_HERTZ || bin * BIN_HERTZ >= HIGHEST_HERTZ) continue;
    const before = row[bin - 1]!;
    const here = row[bin]!;
    const after = row[bin + 1]!;
    if (!(here > threshold && here > before && here >= after)) continue;
    const curvature = before + after - 2 * here;
    const slope = (after - before) / 2;
    const shift = Math.abs(slope) >= Math.abs(curvature) ? 0 : -slope / curvature;
    peaks.push({ hertz: (bin + shift) * BIN_HERTZ, magnitude: here + 0.5 * slope * shift });
  }
  return peaks;
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}
