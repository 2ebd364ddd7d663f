import { POINTS, powerOfReal, storeTurned, transform } from "./fourier";
import { VECTOR } from "./spectral-layout";

// Power spectra of frames of 4096 samples, four frames to a group: a radix-2 step splits the 2048 complex points into those
// of even and of odd bins, which are transformed one after the other, so that one at a time has to fit the nearest cache.

/** Samples in a frame, and frequency bins of a spectrum, 0 Hz and Nyquist included. */
export const LONG_FRAME: i32 = 4096;
export const LONG_BINS: i32 = 2049;

/** f64[4096]: the window; the host writes it. */
export const windowTable = memory.data(32768, 16);
/** f64[1024][2]: real and imaginary part of exp(-2 pi i j / 2048), for the radix-2 step; the host writes it. */
export const firstTwiddles = memory.data(16384, 16);
/** f64[1025][2]: real and imaginary part of exp(-2 pi i k / 4096); the host writes it. */
export const turnTable = memory.data(16400, 16);
/** i32[2048]: where the transform leaves each of its bins, in bytes; the host writes it. */
export const binOffsets = memory.data(8192, 16);
/** f32[8192]: the samples of a group; the host writes them. */
export const inputSamples = memory.data(32768, 16);
/** v128[2049]: the power spectra of the last group; lane l belongs to frame l. */
export const spectrum = memory.data(32784, 16);

const real = memory.data(32768, 16);
const imaginary = memory.data(32768, 16);
const HALF_FRAME_BYTES: usize = 8192;

/**
 * Computes |X|^2 of the four frames in `inputSamples`, into `spectrum`.
 * @param hop bytes from the start of a frame to that of the next
 */
export function powerSpectra(hop: usize): void {
  powerOfTwo(inputSamples, hop, spectrum);
  powerOfTwo(inputSamples + 2 * hop, hop, spectrum + 8);
}

function powerOfTwo(frames: usize, hop: usize, to: usize): void {
  splitWindowed(frames, frames + hop);
  transform(real, imaginary);
  transform(real + POINTS * VECTOR, imaginary + POINTS * VECTOR);
  powerOfReal(real, imaginary, 2 * POINTS, turnTable, binOffsets, to);
}

/**
 * Windows two frames (their even samples become real parts, their odd ones imaginary parts) and does the radix-2 step: sums
 * of points half a frame apart make the even bins, their turned differences the odd ones.
 */
function splitWindowed(first: usize, second: usize): void {
  let weights = windowTable;
  let twiddle = firstTwiddles;
  let re = real;
  let im = imaginary;
  const end = re + POINTS * VECTOR;
  for (; re < end; re += VECTOR) {
    const earlyWeights = v128.load(weights);
    const lateWeights = v128.load(weights + 2 * HALF_FRAME_BYTES);
    const earlyA = f64x2.mul(earlyWeights, f64x2.promote_low_f32x4(v128.load64_zero(first)));
    const earlyB = f64x2.mul(earlyWeights, f64x2.promote_low_f32x4(v128.load64_zero(second)));
    const lateA = f64x2.mul(lateWeights, f64x2.promote_low_f32x4(v128.load64_zero(first + HALF_FRAME_BYTES)));
    const lateB = f64x2.mul(
      lateWeights,
      f64x2.promote_low_f32x4(v128.load64_zero(second + HALF_FRAME_BYTES)),
    );
    const sumA = f64x2.add(earlyA, lateA);
    const sumB = f64x2.add(earlyB, lateB);
    v128.store(re, v128.shuffle<f64>(sumA, sumB, 0, 2));
    v128.store(im, v128.shuffle<f64>(sumA, sumB, 1, 3));
    const differenceA = f64x2.sub(earlyA, lateA);
    const differenceB = f64x2.sub(earlyB, lateB);
    storeTurned(
      re + POINTS * VECTOR,
      im + POINTS * VECTOR,
      v128.shuffle<f64>(differenceA, differenceB, 0, 2),
      v128.shuffle<f64>(differenceA, differenceB, 1, 3),
      twiddle,
    );
    weights += VECTOR;
    twiddle += VECTOR;
    first += 8;
    second += 8;
    im += VECTOR;
  }
}
