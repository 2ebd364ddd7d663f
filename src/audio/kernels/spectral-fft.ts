import { BINS, HALF_FRAME, HOP_BYTES, VECTOR } from "./spectral-layout";

// Power spectra of four frames at once: a real transform of 2048 points through a complex one of 1024 (even samples
// real, odd samples imaginary), computed as five radix-4 Stockham stages, which leave the bins in natural order.
// Literature: C. Van Loan, Computational Frameworks for the Fast Fourier Transform (SIAM, 1992), chapters 1.7, 2 and 4.3.

/** f32[2048]: the periodic Hann window; the host writes it. */
export const windowTable = memory.data(8192, 16);
/** f32[2048][2]: real and imaginary part of exp(-2 pi i j / 2048), j ascending; the host writes it. */
export const circleTable = memory.data(16384, 16);

const realA = memory.data(16384, 16);
const imaginaryA = memory.data(16384, 16);
const realB = memory.data(16384, 16);
const imaginaryB = memory.data(16384, 16);

/** Bytes of one entry of `circleTable`. */
const POINT: usize = 8;

/**
 * Computes |X|^2 of four frames.
 * @param frames address of the first frame's first sample (f32); the next frames start a hop later each
 * @param spectrum address of BINS vectors to write; lane l belongs to frame l
 */
export function powerSpectrum(frames: usize, spectrum: usize): void {
  loadWindowed(frames);
  // Five stages swap the buffers five times, so the transform ends in the B pair.
  stage(realA, imaginaryA, realB, imaginaryB, 1024, 1);
  stage(realB, imaginaryB, realA, imaginaryA, 256, 4);
  stage(realA, imaginaryA, realB, imaginaryB, 64, 16);
  stage(realB, imaginaryB, realA, imaginaryA, 16, 64);
  stage(realA, imaginaryA, realB, imaginaryB, 4, 256);
  powerOfReal(spectrum);
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

/** Windows four frames and turns sample pairs of each into lanes: even samples to `realA`, odd ones to `imaginaryA`. */
function loadWindowed(frames: usize): void {
  for (let i: usize = 0; i < <usize>HALF_FRAME; i++) {
    const at = frames + (i << 3);
    const first = v128.load64_lane(at + HOP_BYTES, v128.load64_zero(at), 1);
    const second = v128.load64_lane(at + 3 * HOP_BYTES, v128.load64_zero(at + 2 * HOP_BYTES), 1);
    const even = v128.shuffle<f32>(first, second, 0, 2, 4, 6);
    const odd = v128.shuffle<f32>(first, second, 1, 3, 5, 7);
    v128.store(realA + (i << 4), f32x4.mul(even, v128.load32_splat(windowTable + (i << 3))));
    v128.store(imaginaryA + (i << 4), f32x4.mul(odd, v128.load32_splat(windowTable + (i << 3) + 4)));
  }
}

/**
 * One radix-4 Stockham stage: `stride` interleaved transforms of `size` points become 4 * stride of size / 4.
 * The first butterflies of every transform need no twiddle factor, which is all of the last stage.
 */
function stage(
  real: usize,
  imaginary: usize,
  outReal: usize,
  outImaginary: usize,
  size: usize,
  stride: usize,
): void {
  const row = stride * VECTOR;
  const quarter = row * (size >> 2);
  for (let t: usize = 0; t < row; t += VECTOR) {
    const r0 = v128.load(real + t);
    const r1 = v128.load(real + t + quarter);
    const r2 = v128.load(real + t + 2 * quarter);
    const r3 = v128.load(real + t + 3 * quarter);
    const i0 = v128.load(imaginary + t);
    const i1 = v128.load(imaginary + t + quarter);
    const i2 = v128.load(imaginary + t + 2 * quarter);
    const i3 = v128.load(imaginary + t + 3 * quarter);
    const sumR02 = f32x4.add(r0, r2);
    const sumI02 = f32x4.add(i0, i2);
    const sumR13 = f32x4.add(r1, r3);
    const sumI13 = f32x4.add(i1, i3);
    const differenceR02 = f32x4.sub(r0, r2);
    const differenceI02 = f32x4.sub(i0, i2);
    // (x1 - x3) turned by -90 degrees
    const turnedR = f32x4.sub(i1, i3);
    const turnedI = f32x4.sub(r3, r1);
    v128.store(outReal + t, f32x4.add(sumR02, sumR13));
    v128.store(outImaginary + t, f32x4.add(sumI02, sumI13));
    v128.store(outReal + t + row, f32x4.add(differenceR02, turnedR));
    v128.store(outImaginary + t + row, f32x4.add(differenceI02, turnedI));
    v128.store(outReal + t + 2 * row, f32x4.sub(sumR02, sumR13));
    v128.store(outImaginary + t + 2 * row, f32x4.sub(sumI02, sumI13));
    v128.store(outReal + t + 3 * row, f32x4.sub(differenceR02, turnedR));
    v128.store(outImaginary + t + 3 * row, f32x4.sub(differenceI02, turnedI));
  }
  for (let p: usize = 1; p < size >> 2; p++) {
    // exp(-2 pi i p / size) and its powers; the circle has 2048 points, `size * stride` is always 1024.
    const turn = circleTable + 2 * p * stride * POINT;
    const w1r = v128.load32_splat(turn);
    const w1i = v128.load32_splat(turn + 4);
    const turn2 = turn + 2 * p * stride * POINT;
    const w2r = v128.load32_splat(turn2);
    const w2i = v128.load32_splat(turn2 + 4);
    const turn3 = turn2 + 2 * p * stride * POINT;
    const w3r = v128.load32_splat(turn3);
    const w3i = v128.load32_splat(turn3 + 4);
    let inR = real + p * row;
    let inI = imaginary + p * row;
    let toR = outReal + 4 * p * row;
    let toI = outImaginary + 4 * p * row;
    for (let t: usize = 0; t < row; t += VECTOR) {
      const r0 = v128.load(inR);
      const r1 = v128.load(inR + quarter);
      const r2 = v128.load(inR + 2 * quarter);
      const r3 = v128.load(inR + 3 * quarter);
      const i0 = v128.load(inI);
      const i1 = v128.load(inI + quarter);
      const i2 = v128.load(inI + 2 * quarter);
      const i3 = v128.load(inI + 3 * quarter);
      const sumR02 = f32x4.add(r0, r2);
      const sumI02 = f32x4.add(i0, i2);
      const sumR13 = f32x4.add(r1, r3);
      const sumI13 = f32x4.add(i1, i3);
      const differenceR02 = f32x4.sub(r0, r2);
      const differenceI02 = f32x4.sub(i0, i2);
      const turnedR = f32x4.sub(i1, i3);
      const turnedI = f32x4.sub(r3, r1);
      v128.store(toR, f32x4.add(sumR02, sumR13));
      v128.store(toI, f32x4.add(sumI02, sumI13));
      let r = f32x4.add(differenceR02, turnedR);
      let i = f32x4.add(differenceI02, turnedI);
      v128.store(toR + row, f32x4.sub(f32x4.mul(r, w1r), f32x4.mul(i, w1i)));
      v128.store(toI + row, f32x4.add(f32x4.mul(r, w1i), f32x4.mul(i, w1r)));
      r = f32x4.sub(sumR02, sumR13);
      i = f32x4.sub(sumI02, sumI13);
      v128.store(toR + 2 * row, f32x4.sub(f32x4.mul(r, w2r), f32x4.mul(i, w2i)));
      v128.store(toI + 2 * row, f32x4.add(f32x4.mul(r, w2i), f32x4.mul(i, w2r)));
      r = f32x4.sub(differenceR02, turnedR);
      i = f32x4.sub(differenceI02, turnedI);
      v128.store(toR + 3 * row, f32x4.sub(f32x4.mul(r, w3r), f32x4.mul(i, w3i)));
      v128.store(toI + 3 * row, f32x4.add(f32x4.mul(r, w3i), f32x4.mul(i, w3r)));
      inR += VECTOR;
      inI += VECTOR;
      toR += VECTOR;
      toI += VECTOR;
    }
  }
}

/**
 * Separates the spectra of the even and the odd samples (Hermitian and anti-Hermitian part of the complex transform),
 * joins them to the real transform's bins k and 1024 - k, and stores their squared magnitudes.
 */
function powerOfReal(spectrum: usize): void {
  const half = f32x4.splat(0.5);
  const last: usize = <usize>HALF_FRAME * VECTOR;
  const zero = f32x4.add(v128.load(realB), v128.load(imaginaryB));
  const nyquist = f32x4.sub(v128.load(realB), v128.load(imaginaryB));
  v128.store(spectrum, f32x4.mul(zero, zero));
  v128.store(spectrum + last, f32x4.mul(nyquist, nyquist));
  let turn = circleTable + POINT;
  for (let low: usize = VECTOR; low <= last >> 1; low += VECTOR) {
    const high = last - low;
    const realLow = v128.load(realB + low);
    const realHigh = v128.load(realB + high);
    const imaginaryLow = v128.load(imaginaryB + low);
    const imaginaryHigh = v128.load(imaginaryB + high);
    const evenR = f32x4.mul(f32x4.add(realLow, realHigh), half);
    const evenI = f32x4.mul(f32x4.sub(imaginaryLow, imaginaryHigh), half);
    const oddR = f32x4.mul(f32x4.add(imaginaryLow, imaginaryHigh), half);
    const oddI = f32x4.mul(f32x4.sub(realHigh, realLow), half);
    const wr = v128.load32_splat(turn);
    const wi = v128.load32_splat(turn + 4);
    turn += POINT;
    const turnedR = f32x4.sub(f32x4.mul(oddR, wr), f32x4.mul(oddI, wi));
    const turnedI = f32x4.add(f32x4.mul(oddR, wi), f32x4.mul(oddI, wr));
    const lowR = f32x4.add(evenR, turnedR);
    const lowI = f32x4.add(evenI, turnedI);
    const highR = f32x4.sub(evenR, turnedR);
    const highI = f32x4.sub(turnedI, evenI);
    v128.store(spectrum + low, f32x4.add(f32x4.mul(lowR, lowR), f32x4.mul(lowI, lowI)));
    v128.store(spectrum + high, f32x4.add(f32x4.mul(highR, highR), f32x4.mul(highI, highI)));
  }
}
