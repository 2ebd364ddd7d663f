import { VECTOR } from "./spectral-layout";

// Transforms of two frames to a vector of f64. Real samples go through complex numbers of half as many points (even samples
// real, odd samples imaginary) of five radix-4 steps in place, decimating in frequency.
//
// Why f64: rounding in f32 leaves noise about 150 dB below a frame's loudest bin. Recordings that went through mp3 or a
// resampler have valleys lower than that, and the spectral contrast measures valleys.
// Literature: C. Van Loan, Computational Frameworks for the Fast Fourier Transform (SIAM, 1992), chapters 1.9, 2 and 4.3.

/** Points of the complex transform. */
export const POINTS: usize = 1024;
/**
 * f64[340][6]: real and imaginary part of w, w^2 and w^3 with w = exp(-2 pi i j / n), j from 0 to n/4 - 1, for the steps
 * n = 1024, 256, 64 and 16; the host writes it.
 */
export const twiddleTable = memory.data(16320, 16);

const TWIDDLES: usize = 48;

/**
 * Transforms 1024 complex points of two frames in place; base-4 digits of a bin reversed say where it is left.
 * @param real address of POINTS vectors of f64
 * @param imaginary likewise
 */
export function transform(real: usize, imaginary: usize): void {
  let twiddles = twiddleTable;
  for (let n: usize = POINTS; n > 4; n >>= 2) {
    for (let block: usize = 0; block < POINTS; block += n)
      step(real + block * VECTOR, imaginary + block * VECTOR, n, twiddles);
    twiddles += (n >> 2) * TWIDDLES;
  }
  lastStep(real, imaginary);
}

/** Splits the `n` points at two addresses into four runs of n/4, which hold the bins of equal remainder mod 4. */
function step(re: usize, im: usize, n: usize, twiddles: usize): void {
  const quarter = (n >> 2) * VECTOR;
  const end = re + quarter;
  for (; re < end; re += VECTOR) {
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
    im += VECTOR;
    twiddles += TWIDDLES;
  }
}

/** Multiplies by a twiddle factor. */
export function storeTurned(re: usize, im: usize, r: v128, i: v128, twiddle: usize): void {
  const wr = v128.load64_splat(twiddle);
  const wi = v128.load64_splat(twiddle + 8);
  v128.store(re, f64x2.sub(f64x2.mul(r, wr), f64x2.mul(i, wi)));
  v128.store(im, f64x2.add(f64x2.mul(r, wi), f64x2.mul(i, wr)));
}

/** The steps of four points, which need no twiddle factors. */
function lastStep(re: usize, im: usize): void {
  const end = re + POINTS * VECTOR;
  for (; re < end; re += 4 * VECTOR) {
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
    im += 4 * VECTOR;
  }
}

/**
 * Separates the spectra of the even and the odd samples (Hermitian and anti-Hermitian part of the complex transform),
 * joins them to the real transform's bins k and points - k, and stores their squared magnitudes as f32.
 * @param real address of `points` transformed vectors
 * @param imaginary likewise
 * @param points of the complex transform
 * @param turns f64[points / 2 + 1][2]: real and imaginary part of exp(-pi i k / points)
 * @param offsets i32[points]: where the transform has left each of its bins, in bytes
 * @param spectrum address of points + 1 vectors of f32 to write; two lanes are
 */
export function powerOfReal(
  real: usize,
  imaginary: usize,
  points: usize,
  turns: usize,
  offsets: usize,
  spectrum: usize,
): void {
  const half = f64x2.splat(0.5);
  const zero = f64x2.add(v128.load(real), v128.load(imaginary));
  const nyquist = f64x2.sub(v128.load(real), v128.load(imaginary));
  storePower(spectrum, f64x2.mul(zero, zero));
  storePower(spectrum + points * VECTOR, f64x2.mul(nyquist, nyquist));
  for (let k: usize = 1; k <= points / 2; k++) {
    const mirrored = points - k;
    const low = <usize>load<u32>(offsets + (k << 2));
    const high = <usize>load<u32>(offsets + (mirrored << 2));
    const realLow = v128.load(real + low);
    const realHigh = v128.load(real + high);
    const imaginaryLow = v128.load(imaginary + low);
    const imaginaryHigh = v128.load(imaginary + high);
    const evenR = f64x2.mul(f64x2.add(realLow, realHigh), half);
    const evenI = f64x2.mul(f64x2.sub(imaginaryLow, imaginaryHigh), half);
    const oddR = f64x2.mul(f64x2.add(imaginaryLow, imaginaryHigh), half);
    const oddI = f64x2.mul(f64x2.sub(realHigh, realLow), half);
    turns += 16;
    const wr = v128.load64_splat(turns);
    const wi = v128.load64_splat(turns + 8);
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
