// kernel entry
// The fingerprint kernel: from four frames of 4096 samples at 11,025 Hz to the power of the twelve pitch classes.
// Nothing stays in it from one call to the next but the tables that the host writes.

import { powerSpectra, spectrum } from "./fourier-long";
import { CHROMA_CLASSES, VECTOR } from "./spectral-layout";

export { twiddleTable } from "./fourier";
export { binOffsets, firstTwiddles, inputSamples, spectrum, turnTable, windowTable } from "./fourier-long";

/** Samples from the start of a frame to that of the next. */
const HOP: usize = 1365;

/** i32[2049]: where the sum of each bin's class is in `classPowers`, in bytes; the host writes it. */
export const classOffsets = memory.data(8196, 16);
/** v128[12]: power of each class in the frames of the last group. */
export const classPowers = memory.data(192, 16);

/**
 * Transforms the samples of a group and sums the power of each pitch class, into `classPowers`.
 * @param first bin that counts
 * @param end bin behind the last that does
 */
export function foldClasses(first: i32, end: i32): void {
  powerSpectra(HOP << 2);
  for (let k: usize = 0; k < <usize>CHROMA_CLASSES; k++) v128.store(classPowers + k * VECTOR, f32x4.splat(0));
  for (let bin: usize = first; bin < <usize>end; bin++) {
    const sum = classPowers + <usize>load<i32>(classOffsets + (bin << 2));
    v128.store(sum, f32x4.add(v128.load(sum), v128.load(spectrum + bin * VECTOR)));
  }
}
