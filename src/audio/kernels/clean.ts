/** Louder samples are pulled down to this, so that their squares stay finite. Full scale is 1. */
const LARGEST_SAMPLE: f32 = 65536;

/**
 * Replaces what is not a finite number by 0 and limits the rest to +-65536, in place.
 * @param samples address of f32 samples, a multiple of 16
 * @param count how many; what follows up to the next multiple of 4 is treated too
 */
export function clean(samples: usize, count: i32): void {
  const limit = f32x4.splat(LARGEST_SAMPLE);
  const zero = f32x4.splat(0);
  const end = samples + ((<usize>count) << 2);
  for (let at = samples; at < end; at += 16) {
    const x = v128.load(at);
    // x - x is 0 for finite x and NaN otherwise.
    const finite = v128.and(x, f32x4.eq(f32x4.sub(x, x), zero));
    v128.store(at, f32x4.pmax(f32x4.neg(limit), f32x4.pmin(limit, finite)));
  }
}
