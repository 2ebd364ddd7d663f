// One frame of the search for the most probable beats, in f64.

/**
 * The best score with which a beat is left by each period: that of the period it was reached by, less the cost of the
 * change. Of equal scores the shorter period wins.
 *
 * @param best f64[reach + periods + reach]: score of a beat here reached by each period, -Infinity around them
 * @param costs f64[2 reach + 1][periods]: for each step from `reach` periods shorter to as many longer, its cost at each
 *   period that is left by; Infinity where there is none
 * @param reach how many periods a step may go
 * @param periods a multiple of 4
 * @param fallback f64[periods]: which period counts as the one before where no beat is possible
 * @param leaving f64[periods], written
 * @param previous u8[periods], written: the period it was reached by
 */
export function beatStep(
  best: usize,
  costs: usize,
  reach: i32,
  periods: usize,
  fallback: usize,
  leaving: usize,
  previous: usize,
): void {
  const one = f64x2.splat(1);
  const rowBytes = periods << 3;
  for (let p: usize = 0; p < rowBytes; p += 32) {
    let a = f64x2.splat(-Infinity);
    let b = a;
    let fromA = v128.load(fallback + p);
    let fromB = v128.load(fallback + p, 16);
    const first = <f64>(<i32>(p >> 3) - reach);
    let periodA = f64x2.replace_lane(f64x2.splat(first), 1, first + 1);
    let periodB = f64x2.add(periodA, f64x2.splat(2));
    let cost = costs + p;
    let at = best + p;
    for (let step = -reach; step <= reach; step++) {
      let score = f64x2.sub(v128.load(at), v128.load(cost));
      fromA = v128.bitselect(periodA, fromA, f64x2.gt(score, a));
      a = f64x2.pmax(a, score);
      score = f64x2.sub(v128.load(at, 16), v128.load(cost, 16));
      fromB = v128.bitselect(periodB, fromB, f64x2.gt(score, b));
      b = f64x2.pmax(b, score);
      periodA = f64x2.add(periodA, one);
      periodB = f64x2.add(periodB, one);
      cost += rowBytes;
      at += 8;
    }
    v128.store(leaving + p, a);
    v128.store(leaving + p, b, 16);
    const to = previous + (p >> 3);
    store<u8>(to, <u8>f64x2.extract_lane(fromA, 0));
    store<u8>(to + 1, <u8>f64x2.extract_lane(fromA, 1));
    store<u8>(to + 2, <u8>f64x2.extract_lane(fromB, 0));
    store<u8>(to + 3, <u8>f64x2.extract_lane(fromB, 1));
  }
}
