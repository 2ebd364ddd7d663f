// What the network of chords, and the key, see of a spectrum of 84 semitones.

const SEMITONES: usize = 84;
const WHITE_BYTES: usize = 336;
/** Bytes of twelve pitch classes, and of eight channels of one class. */
const CLASSES_BYTES: usize = 48;
const CHANNELS_BYTES: usize = 32;

/** Levels (2.4 a decibel, 0 is -100 dB) below a frame's loudest semitone, and above nothing, under which nothing counts. */
const RANGE: i32 = 144;
const FLOOR: i32 = 24;
/** Levels above the surroundings that become 1, and the most it gets. */
const UNIT: f32 = 24;
const HIGHEST: f32 = 2.5;

/** Semitones that the surroundings reach to, at most, and bytes of as many sums. */
const FURTHEST: usize = 32;
const FURTHEST_BYTES: usize = 128;

/**
 * i32[32 + 85 + 32]: sums of the semitones below each, then their total; before them and after them as beyond the ends. What is
 * written there is used at once.
 */
const below = memory.data(596, 16);
/** f32[84]: levels that count, and how many semitones surround each. */
const counting = memory.data(336, 16);
const around = memory.data(336, 16);

/**
 * How far each semitone of each frame stands out of the mean of its surroundings; `tonal/whitener.ts` says what for.
 * @param levels u8[count][84]
 * @param reach semitones on each side that make up the surroundings, fewer at the ends; at most 31
 * @param out f32[count][84], written: 0 to 2.5
 */
export function whiten(levels: usize, reach: usize, count: i32, out: usize): void {
  for (let s: usize = 0; s < SEMITONES; s++)
    store<f32>(around + (s << 2), <f32>(min(SEMITONES, s + reach + 1) - (s > reach ? s - reach : 0)));
  memory.fill(below, 0, FURTHEST_BYTES);
  const unit = f32x4.splat(UNIT);
  const most = f32x4.splat(HIGHEST);
  const zero = f32x4.splat(0);
  const from = below + FURTHEST_BYTES - (reach << 2);
  const to = below + FURTHEST_BYTES + ((reach + 1) << 2);
  for (let frame = 0; frame < count; frame++) {
    sumUp(levels, max(FLOOR, loudest(levels) - RANGE));
    for (let i: usize = 0; i < WHITE_BYTES; i += 16) {
      const sum = f32x4.convert_i32x4_s(i32x4.sub(v128.load(to + i), v128.load(from + i)));
      const mean = f32x4.div(sum, v128.load(around + i));
      const height = f32x4.div(f32x4.sub(v128.load(counting + i), mean), unit);
      v128.store(out + i, f32x4.min(most, f32x4.max(zero, height)));
    }
    levels += SEMITONES;
    out += WHITE_BYTES;
  }
}

function sumUp(levels: usize, floor: i32): void {
  let sum = 0;
  let to = below + FURTHEST_BYTES;
  for (let s: usize = 0; s < SEMITONES; s++) {
    store<i32>(to, sum);
    const level = max(floor, <i32>load<u8>(levels + s));
    store<f32>(counting + (s << 2), <f32>level);
    sum += level;
    to += 4;
  }
  for (let s: usize = 0; s <= FURTHEST; s++) store<i32>(to + (s << 2), sum);
}

function loudest(levels: usize): i32 {
  let highest = v128.load(levels, 68);
  for (let i: usize = 0; i < 80; i += 16) highest = i8x16.max_u(highest, v128.load(levels + i));
  const halves = i8x16.max_u(highest, v128.shuffle<i64>(highest, highest, 1, 0));
  let most = 0;
  let eight = i64x2.extract_lane(halves, 0);
  for (let i = 0; i < 8; i++) {
    most = max(most, <i32>eight & 255);
    eight >>= 8;
  }
  return most;
}

/**
 * The mean of `count` rows.
 * @param rows the first one; each starts `rowBytes` after the one before
 * @param bytes of a row that are read, a multiple of 16
 * @param out receives as many
 */
export function meanRows(rows: usize, rowBytes: usize, count: usize, bytes: usize, out: usize): void {
  const share = f32x4.splat(<f32>count);
  const end = count * rowBytes;
  for (let column: usize = 0; column < bytes; column += 16) {
    let sum = v128.load(rows + column);
    for (let row = rowBytes; row < end; row += rowBytes) sum = f32x4.add(sum, v128.load(rows + column + row));
    v128.store(out + column, f32x4.div(sum, share));
  }
}

/**
 * Four filters over the semitones of two rows; what is above zero is weighed and folded into pitch classes.
 *
 * @param near f32[semitones + taps - 1]: the first row, from what the first semitone's first tap sees on
 * @param far the second row
 * @param kernel f32[2][taps][4]: for each row and tap, the four filters
 * @param bias f32[4]
 * @param fold f32[semitones][4]: the weight of each semitone in its class
 * @param semitones a multiple of 4, from a C on
 * @param classes f32[12][8]: adds to four channels of each, whose first it points to
 */
export function filterSemitones(
  near: usize,
  far: usize,
  kernel: usize,
  taps: usize,
  bias: usize,
  fold: usize,
  semitones: usize,
  classes: usize,
): void {
  const zero = f32x4.splat(0);
  const offset = v128.load(bias);
  const tapsBytes = taps << 4;
  let to = classes;
  for (let s: usize = 0; s < semitones; s += 4) {
    let a = offset;
    let b = offset;
    let c = offset;
    let d = offset;
    let e = zero;
    let f = zero;
    let g = zero;
    let h = zero;
    let n = near + (s << 2);
    let m = far + (s << 2);
    for (let w = kernel; w < kernel + tapsBytes; w += 16) {
      const u = v128.load(w);
      a = f32x4.add(a, f32x4.mul(u, v128.load32_splat(n)));
      b = f32x4.add(b, f32x4.mul(u, v128.load32_splat(n, 4)));
      c = f32x4.add(c, f32x4.mul(u, v128.load32_splat(n, 8)));
      d = f32x4.add(d, f32x4.mul(u, v128.load32_splat(n, 12)));
      const v = v128.load(w + tapsBytes);
      e = f32x4.add(e, f32x4.mul(v, v128.load32_splat(m)));
      f = f32x4.add(f, f32x4.mul(v, v128.load32_splat(m, 4)));
      g = f32x4.add(g, f32x4.mul(v, v128.load32_splat(m, 8)));
      h = f32x4.add(h, f32x4.mul(v, v128.load32_splat(m, 12)));
      n += 4;
      m += 4;
    }
    addAbove(to, f32x4.add(a, e), fold);
    addAbove(to + CHANNELS_BYTES, f32x4.add(b, f), fold + 16);
    addAbove(to + 2 * CHANNELS_BYTES, f32x4.add(c, g), fold + 32);
    addAbove(to + 3 * CHANNELS_BYTES, f32x4.add(d, h), fold + 48);
    fold += 64;
    to += 4 * CHANNELS_BYTES;
    if (to === classes + 12 * CHANNELS_BYTES) to = classes;
  }
}

function addAbove(to: usize, values: v128, weights: usize): void {
  const heard = f32x4.mul(f32x4.max(f32x4.splat(0), values), v128.load(weights));
  v128.store(to, f32x4.add(v128.load(to), heard));
}

/**
 * Weighs semitones and sums them by pitch class.
 * @param white f32[count][84]
 * @param weights f32[84]
 * @param out f32[count][12], written
 */
export function foldClasses(white: usize, weights: usize, count: i32, out: usize): void {
  for (let frame = 0; frame < count; frame++) {
    for (let third: usize = 0; third < CLASSES_BYTES; third += 16) {
      let sum = f32x4.splat(0);
      for (let i = third; i < WHITE_BYTES; i += CLASSES_BYTES)
        sum = f32x4.add(sum, f32x4.mul(v128.load(white + i), v128.load(weights + i)));
      v128.store(out + third, sum);
    }
    white += WHITE_BYTES;
    out += CLASSES_BYTES;
  }
}
