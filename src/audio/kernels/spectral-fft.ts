import { POINTS, powerOfReal, transform } from "./fourier";
import { BINS, HOP_BYTES, VECTOR } from "./spectral-layout";

// Power spectra of frames of 2048 samples.

/** f64[2048]: the periodic Hann window; the host writes it. */
export const windowTable = memory.data(16384, 16);
/** f64[513][2]: real and imaginary part of exp(-2 pi i k / 2048); the host writes it. */
export const turnTable = memory.data(8208, 16);
/** i32[1024]: where the transform leaves each of its bins, in bytes (base-4 digits reversed); the host writes it. */
export const binOffsets = memory.data(4096, 16);

const real = memory.data(16384, 16);
const imaginary = memory.data(16384, 16);

/**
 * Computes |X|^2 of four frames.
 * @param frames address of the first frame's first sample (f32); the next frames start a hop later each
 * @param spectrum address of BINS vectors of f32 to write; lane l belongs to frame l
 */
export function powerSpectrum(frames: usize, spectrum: usize): void {
  powerOfTwo(frames, spectrum);
  powerOfTwo(frames + 2 * HOP_BYTES, spectrum + 8);
}

/**
 * Silences the lanes from `lanes` on, so that frames behind the end of a recording cannot count anywhere.
 * @param spectrum address of BINS vectors
 * @param lanes how many frames of the group are real, 1 to 4
 */
export function keepLanes(spectrum: usize, lanes: i32): void {
  const keep = i32x4.gt_s(i32x4.splat(lanes), i32x4(0, 1, 2, 3));
  const end = spectrum + <usize>BINS * VECTOR;
  for (let at = spectrum; at < end; at += VECTOR) v128.store(at, v128.and(v128.load(at), keep));
}

function powerOfTwo(frames: usize, spectrum: usize): void {
  loadWindowed(frames);
  transform(real, imaginary);
  powerOfReal(real, imaginary, POINTS, turnTable, binOffsets, spectrum);
}

/** Windows two frames: their even samples become real parts, their odd ones imaginary parts. */
function loadWindowed(frames: usize): void {
  for (let i: usize = 0; i < POINTS; i++) {
    const at = frames + (i << 3);
    const weights = v128.load(windowTable + (i << 4));
    const a = f64x2.mul(weights, f64x2.promote_low_f32x4(v128.load64_zero(at)));
    const b = f64x2.mul(weights, f64x2.promote_low_f32x4(v128.load64_zero(at + HOP_BYTES)));
    v128.store(real + (i << 4), v128.shuffle<f64>(a, b, 0, 2));
    v128.store(imaginary + (i << 4), v128.shuffle<f64>(a, b, 1, 3));
  }
}
