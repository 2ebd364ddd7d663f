import { hannWindow } from "./hann-window.ts";
import { FRAME_SAMPLES } from "./settings.ts";

const HALF_FRAME = FRAME_SAMPLES / 2;
/** Bytes of the vector in which the kernel keeps one bin of the half-size transform. */
const VECTOR_BYTES = 16;

/** Constants of the kernel's transform, in the layout that src/audio/kernels/spectral-fft.ts documents. */
export interface FftTables {
  window: Float64Array;
  twiddles: Float64Array;
  turns: Float64Array;
  binOffsets: Int32Array;
}

export function fftTables(): FftTables {
  const twiddles: number[] = [];
  for (let points = HALF_FRAME; points > 4; points /= 4) {
    for (let j = 0; j < points / 4; j++) {
      for (const power of [1, 2, 3]) twiddles.push(...unitRoot(j * power, points));
    }
  }
  return {
    window: hannWindow(),
    twiddles: Float64Array.from(twiddles),
    turns: Float64Array.from(
      Array.from({ length: HALF_FRAME / 2 + 1 }, (_, k) => unitRoot(k, FRAME_SAMPLES)).flat(),
    ),
    binOffsets: Int32Array.from({ length: HALF_FRAME }, (_, bin) => digitsReversed(bin) * VECTOR_BYTES),
  };
}

/** exp(-2 pi i j / n) as real and imaginary part. */
function unitRoot(j: number, n: number): [number, number] {
  const angle = (-2 * Math.PI * j) / n;
  return [Math.cos(angle), Math.sin(angle)];
}

/** Reverses the base-4 digits of a bin of the half-size transform. */
function digitsReversed(bin: number): number {
  let reversed = 0;
  for (let base = 1, rest = bin; base < HALF_FRAME; base *= 4, rest >>= 2)
    reversed = reversed * 4 + (rest & 3);
  return reversed;
}
