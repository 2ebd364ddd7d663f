import type { FrameMatrix } from "./matrix.ts";
import { realFft } from "./real-fft.ts";

/**
 * Squared magnitudes of the Fourier transforms of frames as long as the window: frames x (window.length / 2 + 1).
 * @param hop samples from the start of a frame to that of the next
 */
export function longSpectra(
  samples: ArrayLike<number>,
  window: Float64Array,
  hop: number,
  frames: number,
): FrameMatrix {
  return Array.from({ length: frames }, (_, frame) => {
    const { real, imaginary } = realFft(window.map((weight, i) => weight * (samples[frame * hop + i] ?? 0)));
    return real.map((r, bin) => r * r + imaginary[bin]! ** 2);
  });
}
