import { hannWindow } from "../fourier/index.ts";
import { centredFrames } from "./frames.ts";
import type { FrameMatrix } from "./matrix.ts";
import { realFft } from "./real-fft.ts";

/** Squared magnitudes of the short-time Fourier transform: frames x 1025. */
export function powerSpectrogram(signal: Float32Array): FrameMatrix {
  const window = hannWindow(2048);
  return centredFrames(signal, "zero").map((frame) => {
    const { real, imaginary } = realFft(frame.map((sample, i) => sample * window[i]!));
    return real.map((r, bin) => r * r + imaginary[bin]! * imaginary[bin]!);
  });
}

/** Magnitudes from powers. */
export function magnitudes(power: FrameMatrix): FrameMatrix {
  return power.map((row) => row.map(Math.sqrt));
}
