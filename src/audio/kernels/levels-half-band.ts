// Decimation by two with a half-band filter: apart from the middle one, every even tap is zero, so the even samples are
// only delayed and the odd ones pass a symmetric FIR at the low rate.

/**
 * Splits samples into even and odd ones.
 *
 * @param samples f32[2 * pairs]
 * @param pairs number of pairs, a multiple of 4
 * @param even f32[pairs], written
 * @param odd f32[pairs], written
 */
export function deinterleave(samples: usize, pairs: i32, even: usize, odd: usize): void {
  const end = even + ((<usize>pairs) << 2);
  while (even < end) {
    const a = v128.load(samples);
    const b = v128.load(samples, 16);
    v128.store(even, v128.shuffle<f32>(a, b, 0, 2, 4, 6));
    v128.store(odd, v128.shuffle<f32>(a, b, 1, 3, 5, 7));
    samples += 32;
    even += 16;
    odd += 16;
  }
}

/**
 * Filters and decimates: out[n] = even[n] / 2 + sum over j of taps[j] * (odd[n - 1 - j] + odd[n + j]).
 *
 * @param even f32, at the first output's sample
 * @param odd f32, at the same pair; `tapCount` samples before and `tapCount + outputs - 1` after are read
 * @param taps f32[tapCount], the odd taps from the middle outwards
 * @param tapCount number of distinct odd taps
 * @param out f32[outputs], written
 * @param outputs a multiple of 8
 */
export function halveRate(
  even: usize,
  odd: usize,
  taps: usize,
  tapCount: i32,
  out: usize,
  outputs: i32,
): void {
  const half = f32x4.splat(0.5);
  const end = out + ((<usize>outputs) << 2);
  const lastTap = taps + ((<usize>tapCount) << 2);
  while (out < end) {
    let sum0 = f32x4.mul(v128.load(even), half);
    let sum1 = f32x4.mul(v128.load(even, 16), half);
    let before = odd - 4;
    let after = odd;
    let tap = taps;
    while (tap < lastTap) {
      const c = v128.load32_splat(tap);
      sum0 = f32x4.add(sum0, f32x4.mul(c, f32x4.add(v128.load(before), v128.load(after))));
      sum1 = f32x4.add(sum1, f32x4.mul(c, f32x4.add(v128.load(before, 16), v128.load(after, 16))));
      before -= 4;
      after += 4;
      tap += 4;
    }
    v128.store(out, sum0);
    v128.store(out, sum1, 16);
    even += 32;
    odd += 32;
    out += 32;
  }
}
