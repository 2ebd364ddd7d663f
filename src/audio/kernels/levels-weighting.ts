// K-weighting (ITU-R BS.1770-5, Annex 1): a high shelf and a high-pass, both second order, for two channels
// at a time in the two lanes of an f64x2. Direct form I keeps the recursion to one multiplication and one
// subtraction a sample.

/**
 * Weights two channels and adds the squares of the result to a running sum for each.
 *
 * @param first f32[frames], one channel
 * @param second f32[frames], the other (may be the same array)
 * @param frames number of frames
 * @param coefficients f64x2[7]: shelf b0 b1 b2 a1 a2, then high-pass a1 a2 (its numerator is 1, -2, 1)
 * @param state f64x2[7], updated: shelf x1 x2, shelf y1 y2, high-pass z1 z2, sum of squares
 */
export function weightedEnergy(
  first: usize,
  second: usize,
  frames: i32,
  coefficients: usize,
  state: usize,
): void {
  const b0 = v128.load(coefficients);
  const b1 = v128.load(coefficients, 16);
  const b2 = v128.load(coefficients, 32);
  const a1 = v128.load(coefficients, 48);
  const a2 = v128.load(coefficients, 64);
  const c1 = v128.load(coefficients, 80);
  const c2 = v128.load(coefficients, 96);
  let x1 = v128.load(state);
  let x2 = v128.load(state, 16);
  let y1 = v128.load(state, 32);
  let y2 = v128.load(state, 48);
  let z1 = v128.load(state, 64);
  let z2 = v128.load(state, 80);
  let energy = v128.load(state, 96);
  const end = first + ((<usize>frames) << 2);
  while (first < end) {
    const x = f64x2.promote_low_f32x4(v128.load32_lane(second, v128.load32_zero(first), 1));
    const shelf = f64x2.add(f64x2.mul(b0, x), f64x2.add(f64x2.mul(b1, x1), f64x2.mul(b2, x2)));
    const y = f64x2.sub(f64x2.sub(shelf, f64x2.mul(a2, y2)), f64x2.mul(a1, y1));
    const curvature = f64x2.add(f64x2.sub(y, y1), f64x2.sub(y2, y1));
    const z = f64x2.sub(f64x2.sub(curvature, f64x2.mul(c2, z2)), f64x2.mul(c1, z1));
    energy = f64x2.add(energy, f64x2.mul(z, z));
    x2 = x1;
    x1 = x;
    y2 = y1;
    y1 = y;
    z2 = z1;
    z1 = z;
    first += 4;
    second += 4;
  }
  v128.store(state, x1);
  v128.store(state, x2, 16);
  v128.store(state, y1, 32);
  v128.store(state, y2, 48);
  v128.store(state, z1, 64);
  v128.store(state, z2, 80);
  v128.store(state, energy, 96);
}
