import { BINS, HALF_FRAME, HOP_BYTES, VECTOR } from "./spectral-layout";

// Power spectra, two frames to a vector of f64: a real transform of 2048 points through a complex one of 1024 (even
// samples real, odd samples imaginary) of five radix-4 steps in place, decimating in frequency.
//
// Why f64: rounding in f32 leaves noise about 150 dB below a frame's loudest bin. Recordings that went through mp3 or a
// resampler have valleys lower than that, and the spectral contrast measures valleys.
// Literature: C. Van Loan, Computational Frameworks for the Fast Fourier Transform (SIAM, 1992), chapters 1.9, 2 and 4.3.

/** f64[2048]: the periodic Hann window; the host writes it. */
export const windowTable = memory.data(16384, 16);
/**
 * f64[340][6]: real and imaginary part of w, w^2 and w^3 with w = exp(-2 pi i j / n), j from 0 to n/4 - 1, for the steps
 * n = 1024, 256, 64 and 16; the host writes it.
 */
export const twiddleTable = memory.data(16320, 16);
/** f64[513][2]: real and imaginary part of exp(-2 pi i k / 2048); the host writes it. */
export const turnTable = memory.data(8208, 16);
/** i32[1024]: where the transform leaves each of its bins, in bytes (base-4 digits reversed); the host writes it. */
export const binOffsets = memory.data(4096, 16);

const real = memory.data(16384, 16);
const imaginary = memory.data(16384, 16);

const TWIDDLES: usize = 48;

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
  let twiddles = twiddleTable;
  for (let n: usize = 1024; n > 4; n >>= 2) {
    for (let block: usize = 0; block < <usize>HALF_FRAME; block += n) step(block * VECTOR, n, twiddles);
    twiddles += (n >> 2) * TWIDDLES;
  }
  lastStep();
  powerOfReal(spectrum);
}

/** Windows two frames: their even samples become real parts, their odd ones imaginary parts. */
function loadWindowed(frames: usize): void {
  for (let i: usize = 0; i < <usize>HALF_FRAME; i++) {
    const at = frames + (i << 3);
    const weights = v128.load(windowTable + (i << 4));
    const a = f64x2.mul(weights, f64x2.promote_low_f32x4(v128.load64_zero(at)));
    const b = f64x2.mul(weights, f64x2.promote_low_f32x4(v128.load64_zero(at + HOP_BYTES)));
    v128.store(real + (i << 4), v128.shuffle<f64>(a, b, 0, 2));
    v128.store(imaginary + (i << 4), v128.shuffle<f64>(a, b, 1, 3));
  }
}

/** Splits the `n` points at byte offset `block` into four runs of n/4, which hold the bins of equal remainder mod 4. */
function step(block: usize, n: usize, twiddles: usize): void {
  const quarter = (n >> 2) * VECTOR;
  const end = block + quarter;
  for (let at = block; at < end; at += VECTOR) {
    const re = real + at;
    const im = imaginary + at;
    const r0 = v128.load(re);
    const i0 = v128.load(im);
    const r1 = v128.load(re + quarter);
    const i1 = v128.load(im + quarter);
    const r2 = v128.load(re + 2 * quarter);
    const i2 = v128.load(im + 2 * quarter);
    const r3 = v128.load(re + 3 * quarter);
    const i3 = v128.load(im + 3 * quarter);
    const sumR02 = f64x2.add(r0, r2);
    const sumI02 = f64x2.add(i0, i2);
    const sumR13 = f64x2.add(r1, r3);
    const sumI13 = f64x2.add(i1, i3);
    v128.store(re, f64x2.add(sumR02, sumR13));
    v128.store(im, f64x2.add(sumI02, sumI13));
    const crossR = f64x2.sub(sumR02, sumR13);
    const crossI = f64x2.sub(sumI02, sumI13);
    storeTurned(re + 2 * quarter, im + 2 * quarter, crossR, crossI, twiddles + 16);
    const differenceR02 = f64x2.sub(r0, r2);
    const differenceI02 = f64x2.sub(i0, i2);
    // (x1 - x3) turned by -90 degrees
    const turnedR = f64x2.sub(i1, i3);
    const turnedI = f64x2.sub(r3, r1);
    const aheadR = f64x2.add(differenceR02, turnedR);
    const aheadI = f64x2.add(differenceI02, turnedI);
    storeTurned(re + quarter, im + quarter, aheadR, aheadI, twiddles);
    const behindR = f64x2.sub(differenceR02, turnedR);
    const behindI = f64x2.sub(differenceI02, turnedI);
    storeTurned(re + 3 * quarter, im + 3 * quarter, behindR, behindI, twiddles + 32);
    twiddles += TWIDDLES;
  }
}

/** Multiplies by a twiddle factor. */
function storeTurned(re: usize, im: usize, r: v128, i: v128, twiddle: usize): void {
  const wr = v128.load64_splat(twiddle);
  const wi = v128.load64_splat(twiddle + 8);
  v128.store(re, f64x2.sub(f64x2.mul(r, wr), f64x2.mul(i, wi)));
  v128.store(im, f64x2.add(f64x2.mul(r, wi), f64x2.mul(i, wr)));
}

/** The steps of four points, which need no twiddle factors. */
function lastStep(): void {
  for (let at: usize = 0; at < <usize>HALF_FRAME * VECTOR; at += 4 * VECTOR) {
    const re = real + at;
    const im = imaginary + at;
    const r0 = v128.load(re);
    const r1 = v128.load(re, 16);
    const r2 = v128.load(re, 32);
    const r3 = v128.load(re, 48);
    const i0 = v128.load(im);
    const i1 = v128.load(im, 16);
    const i2 = v128.load(im, 32);
    const i3 = v128.load(im, 48);
    const sumR02 = f64x2.add(r0, r2);
    const sumI02 = f64x2.add(i0, i2);
    const sumR13 = f64x2.add(r1, r3);
    const sumI13 = f64x2.add(i1, i3);
    const differenceR02 = f64x2.sub(r0, r2);
    const differenceI02 = f64x2.sub(i0, i2);
    const turnedR = f64x2.sub(i1, i3);
    const turnedI = f64x2.sub(r3, r1);
    v128.store(re, f64x2.add(sumR02, sumR13));
    v128.store(im, f64x2.add(sumI02, sumI13));
    v128.store(re, f64x2.add(differenceR02, turnedR), 16);
    v128.store(im, f64x2.add(differenceI02, turnedI), 16);
    v128.store(re, f64x2.sub(sumR02, sumR13), 32);
    v128.store(im, f64x2.sub(sumI02, sumI13), 32);
    v128.store(re, f64x2.sub(differenceR02, turnedR), 48);
    v128.store(im, f64x2.sub(differenceI02, turnedI), 48);
  }
}

/**
 * Separates the spectra of the even and the odd samples (Hermitian and anti-Hermitian part of the complex transform),
 * joins them to the real transform's bins k and 1024 - k, and stores their squared magnitudes as f32.
 */
function powerOfReal(spectrum: usize): void {
  const half = f64x2.splat(0.5);
  const zero = f64x2.add(v128.load(real), v128.load(imaginary));
  const nyquist = f64x2.sub(v128.load(real), v128.load(imaginary));
  storePower(spectrum, f64x2.mul(zero, zero));
  storePower(spectrum + <usize>HALF_FRAME * VECTOR, f64x2.mul(nyquist, nyquist));
  let turn = turnTable;
  for (let k: usize = 1; k <= <usize>HALF_FRAME / 2; k++) {
    const mirrored = <usize>HALF_FRAME - k;
    const low = <usize>load<u32>(binOffsets + (k << 2));
    const high = <usize>load<u32>(binOffsets + (mirrored << 2));
    const realLow = v128.load(real + low);
    const realHigh = v128.load(real + high);
    const imaginaryLow = v128.load(imaginary + low);
    const imaginaryHigh = v128.load(imaginary + high);
    const evenR = f64x2.mul(f64x2.add(realLow, realHigh), half);
    const evenI = f64x2.mul(f64x2.sub(imaginaryLow, imaginaryHigh), half);
    const oddR = f64x2.mul(f64x2.add(imaginaryLow, imaginaryHigh), half);
    const oddI = f64x2.mul(f64x2.sub(realHigh, realLow), half);
    turn += 16;
    const wr = v128.load64_splat(turn);
    const wi = v128.load64_splat(turn + 8);
    const turnedR = f64x2.sub(f64x2.mul(oddR, wr), f64x2.mul(oddI, wi));
    const turnedI = f64x2.add(f64x2.mul(oddR, wi), f64x2.mul(oddI, wr));
    const lowR = f64x2.add(evenR, turnedR);
    const lowI = f64x2.add(evenI, turnedI);
    const highR = f64x2.sub(evenR, turnedR);
    const highI = f64x2.sub(turnedI, evenI);
    storePower(spectrum + (k << 4), f64x2.add(f64x2.mul(lowR, lowR), f64x2.mul(lowI, lowI)));
    storePower(spectrum + (mirrored << 4), f64x2.add(f64x2.mul(highR, highR), f64x2.mul(highI, highI)));
  }
}

function storePower(at: usize, power: v128): void {
  v128.store64_lane(at, f32x4.demote_f64x2_zero(power), 0);
}
