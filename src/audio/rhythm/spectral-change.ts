import type { MelDecibels } from "./bass-onset-strength.ts";

/**
 * How much the sound of each beat differs from that of the beat before: mean distance of their mean mel spectra in decibels. Chords
 * and instruments change mostly with the bar.
 * @param beats positions in frames, ascending
 * @returns one value a beat, standardised over the recording (mean 0, deviation 1); zeros where nothing changes
 */
export function spectralChange(mel: MelDecibels, beats: Float64Array): Float64Array {
  const change = new Float64Array(beats.length);
  let before: Float64Array | null = null;
  for (let beat = 0; beat < beats.length; beat++) {
    const start = Math.min(mel.frames - 1, Math.max(0, Math.round(beats[beat]!)));
    const next = beats[beat + 1] ?? beats[beat]! + (beats[beat]! - (beats[beat - 1] ?? beats[beat]!));
    const end = Math.min(mel.frames, Math.max(start + 1, Math.round(next)));
    const here = meanSpectrum(mel, start, end);
    if (before !== null) {
      let sum = 0;
      for (let band = 0; band < here.length; band++) sum += Math.abs(here[band]! - before[band]!);
      change[beat] = sum / here.length;
    }
    before = here;
  }
  return standardised(change);
}

function meanSpectrum(mel: MelDecibels, start: number, end: number): Float64Array {
  const decibels = mel.read(start, end - start);
  const mean = new Float64Array(mel.bands);
  for (let row = 0; row < decibels.length; row += mel.bands)
    for (let band = 0; band < mel.bands; band++) mean[band]! += decibels[row + band]!;
  for (let band = 0; band < mel.bands; band++) mean[band]! /= end - start;
  return mean;
}

/** Differences below this many decibels are rounding. */
const LEAST_DEVIATION = 1e-3;

function standardised(values: Float64Array): Float64Array {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
  return values.map((value) => (value - mean) / (deviation + LEAST_DEVIATION));
}
