import { chromaBank } from "../spectral/chroma-bank.ts";
import { CHROMA_CLASSES } from "../spectral/settings.ts";
import type { FrameMatrix } from "./matrix.ts";
import { normalised } from "./normalised.ts";

/**
 * Pitch-class profile of each frame: frames x 12, C first, the largest value of a frame 1 (silence 0).
 * @param tuning deviation from A4 = 440 Hz in semitones
 */
export function chroma(power: FrameMatrix, tuning: number): FrameMatrix {
  const weights = chromaBank(tuning);
  return power.map((row) => {
    const profile = new Float64Array(CHROMA_CLASSES);
    row.forEach((value, bin) => {
      for (let c = 0; c < CHROMA_CLASSES; c++) profile[c]! += value * weights[bin * CHROMA_CLASSES + c]!;
    });
    return normalised(profile, Math.max(...profile));
  });
}
