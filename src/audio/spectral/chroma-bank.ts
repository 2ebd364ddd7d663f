import { BIN_HERTZ, BINS, CHROMA_CLASSES } from "./settings.ts";

/** Reference pitch of tuning 0. */
const A4_HERTZ = 440;
/** Octave (A0 = 27.5 Hz is octave 0) that counts most, and the deviation of the Gaussian around it in octaves. */
const CENTRE_OCTAVE = 5;
const OCTAVE_WIDTH = 2;
/** Classes are computed from A on and reported from C on. */
const CLASSES_FROM_A_TO_C = 3;

/**
 * Weights that fold a power spectrum to pitch classes: a Gaussian around each class, as wide as a bin where bins are
 * wider than a semitone; every bin's weights have the Euclidean norm 1 and are then damped away from octave 5.
 * The definition is librosa's, after D. Ellis, "Chroma feature analysis and synthesis" (2007).
 * @param tuning deviation from A4 = 440 Hz in semitones, -0.5 to 0.5
 * @returns f64[BINS][CHROMA_CLASSES], C first
 */
export function chromaBank(tuning: number): Float64Array {
  const a0 = (A4_HERTZ * 2 ** (tuning / CHROMA_CLASSES)) / 16;
  // One bin more than a spectrum has, because widths are differences.
  const semitones = Float64Array.from(
    { length: BINS + 1 },
    (_, bin) => CHROMA_CLASSES * Math.log2((bin * BIN_HERTZ) / a0),
  );
  semitones[0] = semitones[1]! - 1.5 * CHROMA_CLASSES;
  const weights = new Float64Array(BINS * CHROMA_CLASSES);
  const row = new Float64Array(CHROMA_CLASSES);
  for (let bin = 0; bin < BINS; bin++) {
    const position = semitones[bin]!;
    const width = Math.max(semitones[bin + 1]! - position, 1);
    let squares = 0;
    for (let c = 0; c < CHROMA_CLASSES; c++) {
      row[c] = Math.exp(-0.5 * ((2 * circularDistance(position - c)) / width) ** 2);
      squares += row[c]! ** 2;
    }
    const octave = position / CHROMA_CLASSES;
    const gain = Math.exp(-0.5 * ((octave - CENTRE_OCTAVE) / OCTAVE_WIDTH) ** 2) / Math.sqrt(squares);
    for (let c = 0; c < CHROMA_CLASSES; c++) {
      const fromC = (c + CHROMA_CLASSES - CLASSES_FROM_A_TO_C) % CHROMA_CLASSES;
      weights[bin * CHROMA_CLASSES + fromC] = row[c]! * gain;
    }
  }
  return weights;
}

/** Wraps a distance in semitones to -6 (included) to 6. */
function circularDistance(semitones: number): number {
  const half = CHROMA_CLASSES / 2;
  const shifted = semitones + half;
  return shifted - CHROMA_CLASSES * Math.floor(shifted / CHROMA_CLASSES) - half;
}
