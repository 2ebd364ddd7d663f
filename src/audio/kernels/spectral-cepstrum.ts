import { MEL_BANDS, SMALLEST_POWER, VECTOR } from "./spectral-layout";
import { log2 } from "./spectral-logarithm";

// What is read from mel power once the loudest band of the whole recording is known: decibels, cepstrum, onsets.

/** f32[64][20]: rows of the orthonormal DCT-II, first half of the bands, even coefficients then odd; the host writes it. */
export const cepstrumBasis = memory.data(5120, 16);
/** v128[20]: mel-frequency cepstral coefficients of the last group. */
export const cepstrumValues = memory.data(320, 16);
/** v128[1]: onset strength of the last group. */
export const onsetValues = memory.data(16, 16);

/** 10 log10(2). */
const DECIBELS_AN_OCTAVE: f32 = 3.010299956639812;

/**
 * Turns mel power into decibels in place.
 * @param mel address of MEL_BANDS vectors
 * @param floor decibels below which values are raised to it
 */
export function toDecibels(mel: usize, floor: f32): void {
  const lowest = f32x4.splat(floor);
  const smallest = f32x4.splat(SMALLEST_POWER);
  const scale = f32x4.splat(DECIBELS_AN_OCTAVE);
  const end = mel + <usize>MEL_BANDS * VECTOR;
  for (let at = mel; at < end; at += VECTOR) {
    const decibels = f32x4.mul(log2(f32x4.pmax(v128.load(at), smallest)), scale);
    v128.store(at, f32x4.pmax(decibels, lowest));
  }
}

const bandSums = memory.data(1024, 16);
const bandDifferences = memory.data(1024, 16);
const HALF_BANDS: usize = 64;
const ROW: usize = 80;

/**
 * Discrete cosine transform of four frames in decibels, into `cepstrumValues`. Cosines of even index are symmetric
 * around the middle band and those of odd index antisymmetric, so half of the products suffice.
 * @param mel address of MEL_BANDS vectors in decibels
 */
export function cepstrum(mel: usize): void {
  for (let band: usize = 0; band < HALF_BANDS; band++) {
    const low = v128.load(mel + band * VECTOR);
    const high = v128.load(mel + (<usize>MEL_BANDS - 1 - band) * VECTOR);
    v128.store(bandSums + band * VECTOR, f32x4.add(low, high));
    v128.store(bandDifferences + band * VECTOR, f32x4.sub(low, high));
  }
  projectFive(bandSums, 0, 0);
  projectFive(bandSums, 5, 10);
  projectFive(bandDifferences, 10, 1);
  projectFive(bandDifferences, 15, 11);
}

/** Five coefficients `first`, `first + 2`, ... from the basis columns that start at `column`. */
function projectFive(bands: usize, column: usize, first: usize): void {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let e = a;
  let weight = cepstrumBasis + (column << 2);
  for (let band: usize = 0; band < HALF_BANDS; band++) {
    const value = v128.load(bands + band * VECTOR);
    a = f32x4.add(a, f32x4.mul(value, v128.load32_splat(weight)));
    b = f32x4.add(b, f32x4.mul(value, v128.load32_splat(weight + 4)));
    c = f32x4.add(c, f32x4.mul(value, v128.load32_splat(weight + 8)));
    d = f32x4.add(d, f32x4.mul(value, v128.load32_splat(weight + 12)));
    e = f32x4.add(e, f32x4.mul(value, v128.load32_splat(weight + 16)));
    weight += ROW;
  }
  const to = cepstrumValues + first * VECTOR;
  v128.store(to, a);
  v128.store(to + 2 * VECTOR, b);
  v128.store(to + 4 * VECTOR, c);
  v128.store(to + 6 * VECTOR, d);
  v128.store(to + 8 * VECTOR, e);
}

/**
 * Mean rise of the mel bands in decibels since the frame before (spectral flux), into `onsetValues`.
 * @param before address of the group before in decibels (its last lane counts)
 * @param mel address of the group in decibels
 */
export function onsetStrength(before: usize, mel: usize): void {
  const zero = f32x4.splat(0);
  let sum = zero;
  for (let at: usize = 0; at < <usize>MEL_BANDS * VECTOR; at += VECTOR) {
    const here = v128.load(mel + at);
    const shifted = v128.shuffle<f32>(v128.load(before + at), here, 3, 4, 5, 6);
    sum = f32x4.add(sum, f32x4.pmax(zero, f32x4.sub(here, shifted)));
  }
  v128.store(onsetValues, f32x4.mul(sum, f32x4.splat(1.0 / <f32>MEL_BANDS)));
}
