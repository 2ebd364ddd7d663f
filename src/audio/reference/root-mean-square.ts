import { centredFrames } from "./frames.ts";
import type { FrameMatrix } from "./matrix.ts";

/** Root mean square of each row: frames x 1. */
function rootMeanSquare(rows: FrameMatrix): FrameMatrix {
  return rows.map((row) => Float64Array.of(Math.sqrt(row.reduce((sum, x) => sum + x * x, 0) / row.length)));
}

/** Root mean square of each frame's samples (zeros outside the signal): frames x 1. */
export function rms(signal: Float32Array): FrameMatrix {
  return rootMeanSquare(centredFrames(signal, "zero"));
}

/** Root mean square of each frame's magnitudes, as librosa 0.5 computed it from a spectrogram: frames x 1. */
export function spectralRms(magnitude: FrameMatrix): FrameMatrix {
  return rootMeanSquare(magnitude);
}
