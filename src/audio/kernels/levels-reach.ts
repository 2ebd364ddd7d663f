// How far samples reach: what a waveform is drawn from.

/**
 * Widens two bounds to the lowest and the highest sample; NaN is left out.
 *
 * @param samples f32[count]
 * @param count any number of samples
 * @param bounds f32[2], updated: lowest, highest
 */
export function reach(samples: usize, count: i32, bounds: usize): void {
  let low = v128.load32_splat(bounds);
  let high = v128.load32_splat(bounds, 4);
  const end = samples + ((<usize>count) << 2);
  for (; samples + 16 <= end; samples += 16) {
    const x = v128.load(samples);
    // The pseudo-minimum keeps its first operand when the second is NaN.
    low = f32x4.pmin(low, x);
    high = f32x4.pmax(high, x);
  }
  for (; samples < end; samples += 4) {
    const x = v128.load32_splat(samples);
    low = f32x4.pmin(low, x);
    high = f32x4.pmax(high, x);
  }
  low = f32x4.pmin(low, v128.shuffle<f32>(low, low, 2, 3, 0, 1));
  high = f32x4.pmax(high, v128.shuffle<f32>(high, high, 2, 3, 0, 1));
  low = f32x4.pmin(low, v128.shuffle<f32>(low, low, 1, 0, 3, 2));
  high = f32x4.pmax(high, v128.shuffle<f32>(high, high, 1, 0, 3, 2));
  v128.store32_lane(bounds, low, 0);
  v128.store32_lane(bounds, high, 0, 4);
}
