import { VECTOR } from "./spectral-layout";

/**
 * Four spectra's power under a filter whose weights are stored without the zeros around them.
 * @param bin address of the vector that the first weight belongs to
 * @param weight address of the weights (f32)
 * @param end address behind the last of them
 */
export function bandPower(bin: usize, weight: usize, end: usize): v128 {
  // Two sums hide the latency of an addition.
  let even = f32x4.splat(0);
  let odd = f32x4.splat(0);
  for (; weight + 8 <= end; weight += 8) {
    even = f32x4.add(even, f32x4.mul(v128.load32_splat(weight), v128.load(bin)));
    odd = f32x4.add(odd, f32x4.mul(v128.load32_splat(weight + 4), v128.load(bin + VECTOR)));
    bin += 2 * VECTOR;
  }
  if (weight < end) even = f32x4.add(even, f32x4.mul(v128.load32_splat(weight), v128.load(bin)));
  return f32x4.add(even, odd);
}
