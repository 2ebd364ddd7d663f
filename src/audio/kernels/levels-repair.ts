// What decoders give, made fit for arithmetic.

/**
 * Replaces non-finite samples by 0, and what lies beyond the ceiling by the ceiling of the same sign, in place.
 *
 * @param samples f32[count]
 * @param count any number of samples
 * @param ceiling largest magnitude let through
 */
export function repair(samples: usize, count: i32, ceiling: f32): void {
  const infinity = f32x4.splat(Infinity);
  const most = f32x4.splat(ceiling);
  const least = f32x4.splat(-ceiling);
  const end = samples + ((<usize>count) << 2);
  for (; samples + 16 <= end; samples += 16) {
    const raw = v128.load(samples);
    const x = v128.and(raw, f32x4.lt(f32x4.abs(raw), infinity));
    v128.store(samples, f32x4.pmax(f32x4.pmin(x, most), least));
  }
  for (; samples < end; samples += 4) {
    const raw = load<f32>(samples);
    const x: f32 = abs(raw) < <f32>Infinity ? raw : 0;
    store<f32>(samples, max<f32>(min<f32>(x, ceiling), -ceiling));
  }
}
