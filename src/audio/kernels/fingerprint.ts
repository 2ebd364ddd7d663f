// kernel entry
// The fingerprint kernel: from four frames of 4096 samples at 11,025 Hz to the power of the twelve pitch classes.
// Nothing stays in it from one call to the next but the tables that the host writes.

import { inputSamples, LONG_FRAME, powerSpectra, spectrum } from "./fourier-long";
import { CHROMA_CLASSES, VECTOR } from "./spectral-layout";

export { twiddleTable } from "./fourier";
export { binOffsets, firstTwiddles, inputSamples, spectrum, turnTable, windowTable } from "./fourier-long";

/** Samples from the start of a frame to that of the next. */
const HOP: i32 = 1365;
/** Steps of 16 bits in the full scale of a float. */
const FULL_SCALE: f32 = 32768;

/** i32[2049]: where the sum of each bin's class is in `classPowers`, in bytes; the host writes it. */
export const classOffsets = memory.data(8196, 16);
/** v128[12]: power of each class in the frames of the last group. */
export const classPowers = memory.data(192, 16);

/**
 * Transforms the samples of a group, in steps of 16 bits, and sums the power of each pitch class, into `classPowers`.
 * @param first bin that counts
 * @param end bin behind the last that does
 */
export function foldClasses(first: i32, end: i32): void {
  toSteps(inputSamples, LONG_FRAME + 3 * HOP);
  powerSpectra((<usize>HOP) << 2);
  for (let k: usize = 0; k < <usize>CHROMA_CLASSES; k++) v128.store(classPowers + k * VECTOR, f32x4.splat(0));
  for (let bin: usize = first; bin < <usize>end; bin++) {
    const sum = classPowers + <usize>load<i32>(classOffsets + (bin << 2));
    v128.store(sum, f32x4.add(v128.load(sum), v128.load(spectrum + bin * VECTOR)));
  }
}

/**
 * Brings samples to whole steps of 16 bits, in place; halves go up. What is no number counts as 0.
 * @param samples address of f32 samples of full scale 1, a multiple of 16
 * @param count how many; what follows up to the next multiple of 4 is treated too
 */
function toSteps(samples: usize, count: i32): void {
  const one = f32x4.splat(1);
  const end = samples + ((<usize>count) << 2);
  for (let at = samples; at < end; at += VECTOR) {
    const x = f32x4.mul(v128.load(at), f32x4.splat(FULL_SCALE));
    const even = f32x4.nearest(x);
    const isDown = f32x4.ge(f32x4.sub(x, even), f32x4.splat(0.5));
    const whole = f32x4.add(even, v128.and(isDown, one));
    const limited = f32x4.pmax(f32x4.splat(-FULL_SCALE), f32x4.pmin(f32x4.splat(FULL_SCALE - 1), whole));
    v128.store(at, v128.and(limited, f32x4.eq(x, x)));
  }
}
