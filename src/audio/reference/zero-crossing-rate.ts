import { ZERO_CROSSING_THRESHOLD } from "../spectral/settings.ts";
import { centredFrames } from "./frames.ts";
import type { FrameMatrix } from "./matrix.ts";

/** Share of samples whose sign differs from that of the sample before (zero is positive): frames x 1. */
export function zeroCrossingRate(signal: Float32Array): FrameMatrix {
  return centredFrames(signal, "edge").map((frame) => {
    let changes = 0;
    for (let i = 1; i < frame.length; i++) if (isNegative(frame[i]!) !== isNegative(frame[i - 1]!)) changes++;
    return Float64Array.of(changes / frame.length);
  });
}

function isNegative(sample: number): boolean {
  return sample < -ZERO_CROSSING_THRESHOLD;
}
