import { FRAME_SAMPLES, HOP_SAMPLES } from "../spectral/settings.ts";
import type { FrameMatrix } from "./matrix.ts";

/**
 * Cuts a signal into overlapping frames, frame t centred on sample t * HOP_SAMPLES.
 * @param padding what lies outside the signal: zeros, or its first and last sample repeated
 */
export function centredFrames(signal: Float32Array, padding: "zero" | "edge"): FrameMatrix {
  const outside = (index: number) =>
    padding === "zero" ? 0 : signal[Math.min(Math.max(index, 0), signal.length - 1)]!;
  return Array.from({ length: 1 + Math.floor(signal.length / HOP_SAMPLES) }, (_, frame) => {
    const start = frame * HOP_SAMPLES - FRAME_SAMPLES / 2;
    return Float64Array.from({ length: FRAME_SAMPLES }, (_, i) => signal[start + i] ?? outside(start + i));
  });
}
