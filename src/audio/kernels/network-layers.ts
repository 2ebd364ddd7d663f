// Layers that both networks are made of.

/**
 * For each of `count` vectors: out = matrix × vector + bias. Eight rows of the matrix and four vectors at once, so that
 * what is loaded is used several times.
 *
 * @param matrix f32[rows / 8][width][8]: eight rows beside one another, column after column
 * @param bias f32[rows]
 * @param rows a multiple of 8
 * @param width columns
 * @param vectors f32[width] each
 * @param stride bytes from one vector to the next; they may overlap
 * @param out f32[count][rows], written
 */
export function multiply(
  matrix: usize,
  bias: usize,
  rows: usize,
  width: usize,
  vectors: usize,
  stride: usize,
  count: i32,
  out: usize,
): void {
  const rowBytes = rows << 2;
  const vectorBytes = width << 2;
  for (let row: usize = 0; row < rowBytes; row += 32) {
    const low = v128.load(bias + row);
    const high = v128.load(bias + row, 16);
    let from = vectors;
    let to = out + row;
    let left = count;
    for (; left >= 4; left -= 4) {
      let a0 = low;
      let a1 = high;
      let b0 = low;
      let b1 = high;
      let c0 = low;
      let c1 = high;
      let d0 = low;
      let d1 = high;
      let a = from;
      let b = a + stride;
      let c = b + stride;
      let d = c + stride;
      const end = from + vectorBytes;
      for (let weights = matrix; a < end; weights += 32) {
        const u = v128.load(weights);
        const v = v128.load(weights, 16);
        let value = v128.load32_splat(a);
        a0 = f32x4.add(a0, f32x4.mul(u, value));
        a1 = f32x4.add(a1, f32x4.mul(v, value));
        value = v128.load32_splat(b);
        b0 = f32x4.add(b0, f32x4.mul(u, value));
        b1 = f32x4.add(b1, f32x4.mul(v, value));
        value = v128.load32_splat(c);
        c0 = f32x4.add(c0, f32x4.mul(u, value));
        c1 = f32x4.add(c1, f32x4.mul(v, value));
        value = v128.load32_splat(d);
        d0 = f32x4.add(d0, f32x4.mul(u, value));
        d1 = f32x4.add(d1, f32x4.mul(v, value));
        a += 4;
        b += 4;
        c += 4;
        d += 4;
      }
      v128.store(to, a0);
      v128.store(to, a1, 16);
      to += rowBytes;
      v128.store(to, b0);
      v128.store(to, b1, 16);
      to += rowBytes;
      v128.store(to, c0);
      v128.store(to, c1, 16);
      to += rowBytes;
      v128.store(to, d0);
      v128.store(to, d1, 16);
      to += rowBytes;
      from += stride << 2;
    }
    for (; left > 0; left--) {
      let a0 = low;
      let a1 = high;
      const end = from + vectorBytes;
      let weights = matrix;
      for (let a = from; a < end; a += 4, weights += 32) {
        const value = v128.load32_splat(a);
        a0 = f32x4.add(a0, f32x4.mul(v128.load(weights), value));
        a1 = f32x4.add(a1, f32x4.mul(v128.load(weights, 16), value));
      }
      v128.store(to, a0);
      v128.store(to, a1, 16);
      to += rowBytes;
      from += stride;
    }
    matrix += vectorBytes << 3;
  }
}

/**
 * One filter of five taps a channel over rows that lie `spread` bytes apart.
 *
 * @param state f32[count + 4 spreads][channels], the row under the first tap of the first output
 * @param taps f32[5][channels]
 * @param bias f32[channels]
 * @param rowBytes four times the channels, a multiple of 16
 * @param out f32[count][channels], written
 */
export function filterTime(
  state: usize,
  taps: usize,
  bias: usize,
  rowBytes: usize,
  spread: usize,
  count: i32,
  out: usize,
): void {
  for (let column: usize = 0; column < rowBytes; column += 16) {
    const offset = v128.load(bias + column);
    let tap = taps + column;
    const first = v128.load(tap);
    tap += rowBytes;
    const second = v128.load(tap);
    tap += rowBytes;
    const third = v128.load(tap);
    tap += rowBytes;
    const fourth = v128.load(tap);
    const fifth = v128.load(tap + rowBytes);
    let from = state + column;
    let to = out + column;
    for (let i = 0; i < count; i++) {
      let row = from;
      let sum = f32x4.add(offset, f32x4.mul(first, v128.load(row)));
      row += spread;
      sum = f32x4.add(sum, f32x4.mul(second, v128.load(row)));
      row += spread;
      sum = f32x4.add(sum, f32x4.mul(third, v128.load(row)));
      row += spread;
      sum = f32x4.add(sum, f32x4.mul(fourth, v128.load(row)));
      sum = f32x4.add(sum, f32x4.mul(fifth, v128.load(row + spread)));
      v128.store(to, sum);
      from += rowBytes;
      to += rowBytes;
    }
  }
}

/** Slope of the leaky rectifier below zero. */
const LEAK: f32 = 0.1;

/**
 * out = before + values where those are above zero, and `LEAK` times them below.
 * @param bytes of each of the three, a multiple of 16
 */
export function addLeaky(before: usize, values: usize, bytes: usize, out: usize): void {
  const half = f32x4.splat((1 + LEAK) / 2);
  const fold = f32x4.splat((1 - LEAK) / 2);
  for (let i: usize = 0; i < bytes; i += 16) {
    const value = v128.load(values + i);
    const leaky = f32x4.add(f32x4.mul(half, value), f32x4.mul(fold, f32x4.abs(value)));
    v128.store(out + i, f32x4.add(v128.load(before + i), leaky));
  }
}

/** Raises values below zero to it. @param bytes a multiple of 16 */
export function cutBelowZero(values: usize, bytes: usize): void {
  const zero = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) v128.store(values + i, f32x4.max(zero, v128.load(values + i)));
}
