// A quick look at samples, so that clipping is looked for closely only where there can be any.

/**
 * Whether any sample reaches full scale, or equals the one before it at a level from which on that may be a flat top.
 *
 * @param samples f32[count], with the sample before them in front
 * @param count any number of samples
 * @param fullScale magnitude from which a sample counts as clipped
 * @param flatLevel magnitude from which equal neighbours count
 */
export function mayClip(samples: usize, count: i32, fullScale: f32, flatLevel: f32): bool {
  const limit = f32x4.splat(fullScale);
  const level = f32x4.splat(flatLevel);
  let found = f32x4.splat(0);
  const end = samples + ((<usize>count) << 2);
  for (; samples + 16 <= end; samples += 16) {
    const x = v128.load(samples);
    const size = f32x4.abs(x);
    const flat = v128.and(f32x4.eq(x, v128.load(samples - 4)), f32x4.ge(size, level));
    found = v128.or(found, v128.or(flat, f32x4.ge(size, limit)));
  }
  for (; samples < end; samples += 4) {
    const x = load<f32>(samples);
    if (abs(x) >= fullScale || (abs(x) >= flatLevel && x === load<f32>(samples - 4))) return true;
  }
  return v128.any_true(found);
}
