// Decimation by two with a symmetric filter. Even and odd samples are split first: then neighbouring outputs
// read neighbouring samples, so four outputs fill a vector, and each tap multiplies the sum of the two
// samples it shares.

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
 * Filters and decimates: out[n] = middle * even[n] + sum over j of
 * oddTaps[j] * (odd[n - 1 - j] + odd[n + j]) + evenTaps[j] * (even[n - 1 - j] + even[n + 1 + j]).
 *
 * @param even f32, at the first output's sample; `count` samples before and `count + outputs` after are read
 * @param odd f32, at the same pair, likewise
 * @param taps f32[2 * count]: odd tap and even tap in turn, from the middle outwards
 * @param count number of distinct taps of each kind
 * @param middle the middle tap
 * @param out f32[outputs], written
 * @param outputs a multiple of 8
 */
export function halveRate(
  even: usize,
  odd: usize,
  taps: usize,
  count: i32,
  middle: f32,
  out: usize,
  outputs: i32,
): void {
  const centre = f32x4.splat(middle);
  const end = out + ((<usize>outputs) << 2);
  const lastTap = taps + ((<usize>count) << 3);
  while (out < end) {
    let sum0 = f32x4.mul(v128.load(even), centre);
    let sum1 = f32x4.mul(v128.load(even, 16), centre);
    let sum2 = f32x4.splat(0);
    let sum3 = sum2;
    let back: usize = 4;
    let ahead: usize = 0;
    for (let tap = taps; tap < lastTap; tap += 8) {
      const c = v128.load32_splat(tap);
      const oddBack = odd - back;
      const oddAhead = odd + ahead;
      sum0 = f32x4.add(sum0, f32x4.mul(c, f32x4.add(v128.load(oddBack), v128.load(oddAhead))));
      sum1 = f32x4.add(sum1, f32x4.mul(c, f32x4.add(v128.load(oddBack, 16), v128.load(oddAhead, 16))));
      const d = v128.load32_splat(tap, 4);
      const evenBack = even - back;
      const evenAhead = even + ahead;
      sum2 = f32x4.add(sum2, f32x4.mul(d, f32x4.add(v128.load(evenBack), v128.load(evenAhead, 4))));
      sum3 = f32x4.add(sum3, f32x4.mul(d, f32x4.add(v128.load(evenBack, 16), v128.load(evenAhead, 20))));
      back += 4;
      ahead += 4;
    }
    v128.store(out, f32x4.add(sum0, sum2));
    v128.store(out, f32x4.add(sum1, sum3), 16);
    even += 32;
    odd += 32;
    out += 32;
  }
}
