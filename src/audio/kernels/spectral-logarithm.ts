/** 2 / (ln 2 * (2 i + 1)): the series of log2 in s = (m - 1) / (m + 1). */
const C0: f32 = 2.8853900817779268;
const C1: f32 = 0.9617966939259756;
const C2: f32 = 0.5770780163555854;
const C3: f32 = 0.412198583111132;

/**
 * Base-2 logarithm of four positive normal numbers, absolute error below 2e-7 beside f32 rounding.
 * The number is split into 2^e * m with m in [sqrt(1/2), sqrt(2)), where |s| < 0.172 and s^9 no longer counts
 * (area hyperbolic tangent series: Abramowitz & Stegun 4.1.27).
 */
export function log2(x: v128): v128 {
  const aboveRoot = i32x4.sub(x, i32x4.splat(0x3f3504f3)); // bits of sqrt(1/2)
  const exponent = i32x4.shr_s(aboveRoot, 23);
  const m = i32x4.sub(x, i32x4.shl(exponent, 23));
  const one = f32x4.splat(1);
  const s = f32x4.div(f32x4.sub(m, one), f32x4.add(m, one));
  const z = f32x4.mul(s, s);
  let series = f32x4.add(f32x4.splat(C2), f32x4.mul(z, f32x4.splat(C3)));
  series = f32x4.add(f32x4.splat(C1), f32x4.mul(z, series));
  series = f32x4.add(f32x4.splat(C0), f32x4.mul(z, series));
  return f32x4.add(f32x4.convert_i32x4_s(exponent), f32x4.mul(s, series));
}
