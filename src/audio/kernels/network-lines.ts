// Lines of a spectrum at frequencies that lie anywhere, in f64.

/**
 * Power at a number of frequencies: Goertzel's recurrence, "An algorithm for the evaluation of finite trigonometric series"
 * (1958), for eight at once, of which each would wait for itself.
 *
 * @param signal f64[count]
 * @param turns f64[lines]: twice the cosine of each frequency's angle from sample to sample
 * @param lines a multiple of 8
 * @param power f64[lines], written
 */
export function linePowers(signal: usize, count: usize, turns: usize, lines: usize, power: usize): void {
  const zero = f64x2.splat(0);
  const end = signal + (count << 3);
  for (let i: usize = 0; i < lines << 3; i += 64) {
    const turnA = v128.load(turns + i);
    const turnB = v128.load(turns + i, 16);
    const turnC = v128.load(turns + i, 32);
    const turnD = v128.load(turns + i, 48);
    let a = zero;
    let b = zero;
    let c = zero;
    let d = zero;
    let beforeA = zero;
    let beforeB = zero;
    let beforeC = zero;
    let beforeD = zero;
    for (let at = signal; at < end; at += 8) {
      const value = v128.load64_splat(at);
      const nextA = f64x2.add(f64x2.sub(value, beforeA), f64x2.mul(turnA, a));
      const nextB = f64x2.add(f64x2.sub(value, beforeB), f64x2.mul(turnB, b));
      const nextC = f64x2.add(f64x2.sub(value, beforeC), f64x2.mul(turnC, c));
      const nextD = f64x2.add(f64x2.sub(value, beforeD), f64x2.mul(turnD, d));
      beforeA = a;
      beforeB = b;
      beforeC = c;
      beforeD = d;
      a = nextA;
      b = nextB;
      c = nextC;
      d = nextD;
    }
    v128.store(power + i, powerOf(a, beforeA, turnA));
    v128.store(power + i, powerOf(b, beforeB, turnB), 16);
    v128.store(power + i, powerOf(c, beforeC, turnC), 32);
    v128.store(power + i, powerOf(d, beforeD, turnD), 48);
  }
}

function powerOf(last: v128, before: v128, turn: v128): v128 {
  const squares = f64x2.add(f64x2.mul(last, last), f64x2.mul(before, before));
  return f64x2.sub(squares, f64x2.mul(turn, f64x2.mul(last, before)));
}
