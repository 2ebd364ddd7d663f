import { FRAME_SAMPLES, HOP_SAMPLES } from "../spectral/settings.ts";
import type { FrameMatrix } from "./matrix.ts";

/** Frames by which the envelope is moved to the frames' centres. */
const DELAY = FRAME_SAMPLES / (2 * HOP_SAMPLES);

/**
 * Spectral flux: mean rise of the mel bands since the frame before, in dB, delayed by two frames: frames x 1.
 * S. Böck & G. Widmer, "Maximum filter vibrato suppression for onset detection", DAFx 2013, without its filter.
 */
export function onsetStrength(melDecibels: FrameMatrix): FrameMatrix {
  return melDecibels.map((_, frame) => {
    const here = melDecibels[frame - DELAY];
    const before = melDecibels[frame - DELAY - 1];
    if (!here || !before) return Float64Array.of(0);
    const rises = here.map((value, band) => Math.max(0, value - before[band]!));
    return Float64Array.of(rises.reduce((sum, rise) => sum + rise, 0) / rises.length);
  });
}
