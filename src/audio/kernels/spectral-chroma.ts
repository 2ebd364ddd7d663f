import { BINS, CHROMA_CLASSES, SMALLEST_NORMAL, TONNETZ_AXES, VECTOR } from "./spectral-layout";

// Pitch-class profiles and their projection on the tonal centroid space.

/** f32[1025][12]: weight of each bin in each pitch class, C first; the host writes it once the tuning is known. */
export const chromaWeights = memory.data(49200, 16);
/** f32[6][12]: the tonnetz basis; the host writes it. */
export const tonnetzBasis = memory.data(288, 16);
/** v128[12 + 6]: pitch classes (largest 1) and tonnetz coordinates of the last group. */
export const chromaValues = memory.data(288, 16);

/**
 * Folds four power spectra to 12 pitch classes, scales each frame to a largest value of 1 (silence stays 0), and
 * projects the profile of sum 1 on the tonnetz axes. Leaves the result in `chromaValues`.
 * @param spectrum address of BINS vectors
 */
export function chroma(spectrum: usize): void {
  let c0 = f32x4.splat(0);
  let c1 = c0;
  let c2 = c0;
  let c3 = c0;
  let c4 = c0;
  let c5 = c0;
  let c6 = c0;
  let c7 = c0;
  let c8 = c0;
  let c9 = c0;
  let c10 = c0;
  let c11 = c0;
  let weight = chromaWeights;
  const end = spectrum + <usize>BINS * VECTOR;
  for (let bin = spectrum; bin < end; bin += VECTOR) {
    const power = v128.load(bin);
    c0 = f32x4.add(c0, f32x4.mul(power, v128.load32_splat(weight)));
    c1 = f32x4.add(c1, f32x4.mul(power, v128.load32_splat(weight + 4)));
    c2 = f32x4.add(c2, f32x4.mul(power, v128.load32_splat(weight + 8)));
    c3 = f32x4.add(c3, f32x4.mul(power, v128.load32_splat(weight + 12)));
    c4 = f32x4.add(c4, f32x4.mul(power, v128.load32_splat(weight + 16)));
    c5 = f32x4.add(c5, f32x4.mul(power, v128.load32_splat(weight + 20)));
    c6 = f32x4.add(c6, f32x4.mul(power, v128.load32_splat(weight + 24)));
    c7 = f32x4.add(c7, f32x4.mul(power, v128.load32_splat(weight + 28)));
    c8 = f32x4.add(c8, f32x4.mul(power, v128.load32_splat(weight + 32)));
    c9 = f32x4.add(c9, f32x4.mul(power, v128.load32_splat(weight + 36)));
    c10 = f32x4.add(c10, f32x4.mul(power, v128.load32_splat(weight + 40)));
    c11 = f32x4.add(c11, f32x4.mul(power, v128.load32_splat(weight + 44)));
    weight += 48;
  }
  v128.store(chromaValues, c0, 0);
  v128.store(chromaValues, c1, 16);
  v128.store(chromaValues, c2, 32);
  v128.store(chromaValues, c3, 48);
  v128.store(chromaValues, c4, 64);
  v128.store(chromaValues, c5, 80);
  v128.store(chromaValues, c6, 96);
  v128.store(chromaValues, c7, 112);
  v128.store(chromaValues, c8, 128);
  v128.store(chromaValues, c9, 144);
  v128.store(chromaValues, c10, 160);
  v128.store(chromaValues, c11, 176);
  normalise();
  tonnetz();
}

function normalise(): void {
  let most = f32x4.splat(0);
  for (let c: usize = 0; c < <usize>CHROMA_CLASSES; c++)
    most = f32x4.pmax(most, v128.load(chromaValues + c * VECTOR));
  const silent = f32x4.lt(most, f32x4.splat(SMALLEST_NORMAL));
  const divisor = v128.bitselect(f32x4.splat(1), most, silent);
  for (let c: usize = 0; c < <usize>CHROMA_CLASSES; c++) {
    const at = chromaValues + c * VECTOR;
    v128.store(at, f32x4.div(v128.load(at), divisor));
  }
}

function tonnetz(): void {
  let sum = f32x4.splat(0);
  for (let c: usize = 0; c < <usize>CHROMA_CLASSES; c++)
    sum = f32x4.add(sum, v128.load(chromaValues + c * VECTOR));
  const silent = f32x4.lt(sum, f32x4.splat(SMALLEST_NORMAL));
  const divisor = v128.bitselect(f32x4.splat(1), sum, silent);
  let weight = tonnetzBasis;
  let to = chromaValues + <usize>CHROMA_CLASSES * VECTOR;
  for (let axis: i32 = 0; axis < TONNETZ_AXES; axis++) {
    let coordinate = f32x4.splat(0);
    for (let c: usize = 0; c < <usize>CHROMA_CLASSES; c++) {
      const value = v128.load(chromaValues + c * VECTOR);
      coordinate = f32x4.add(coordinate, f32x4.mul(value, v128.load32_splat(weight)));
      weight += 4;
    }
    v128.store(to, f32x4.div(coordinate, divisor));
    to += VECTOR;
  }
}
