// What the network of beats sees of a mel spectrogram.

/** Bytes of a row of 128 mel bands in decibels, and of what it is pooled into: 32 levels, then 32 rises. */
const BANDS_BYTES: usize = 512;
const POOLS_BYTES: usize = 128;
const ROW_BYTES: usize = 256;

/** Decibels that count as 1, and the pools' reciprocal widths, which make sums means. */
const LEVEL_UNIT: f32 = 20;
const RISE_UNIT: f32 = 5;

/**
 * Pools the 128 bands of each row into 32: eight of one band, eight of two, eight of four and eight of nine, low to
 * high. Writes the level of each pool, and the mean rise of its bands since the row before.
 *
 * @param decibels f32[1 + count][128]: the row before the first comes first
 * @param rises f32[128] to work in
 * @param out f32[count][64], written: levels, then rises
 */
export function poolBands(decibels: usize, count: i32, rises: usize, out: usize): void {
  const zero = f32x4.splat(0);
  for (let row = 0; row < count; row++) {
    const here = decibels + BANDS_BYTES;
    for (let i: usize = 0; i < BANDS_BYTES; i += 16)
      v128.store(rises + i, f32x4.max(zero, f32x4.sub(v128.load(here + i), v128.load(decibels + i))));
    poolRow(here, LEVEL_UNIT, out);
    poolRow(rises, RISE_UNIT, out + POOLS_BYTES);
    decibels = here;
    out += ROW_BYTES;
  }
}

function poolRow(bands: usize, unit: f32, out: usize): void {
  let scale = f32x4.splat(1 / unit);
  v128.store(out, f32x4.mul(scale, v128.load(bands)));
  v128.store(out, f32x4.mul(scale, v128.load(bands, 16)), 16);
  scale = f32x4.splat(1 / (2 * unit));
  v128.store(out, f32x4.mul(scale, pairsAt(bands + 32)), 32);
  v128.store(out, f32x4.mul(scale, pairsAt(bands + 64)), 48);
  scale = f32x4.splat(1 / (4 * unit));
  v128.store(out, f32x4.mul(scale, pairs(pairsAt(bands + 96), pairsAt(bands + 128))), 64);
  v128.store(out, f32x4.mul(scale, pairs(pairsAt(bands + 160), pairsAt(bands + 192))), 80);
  scale = f32x4.splat(1 / (9 * unit));
  v128.store(out, f32x4.mul(scale, ninesAt(bands + 224)), 96);
  v128.store(out, f32x4.mul(scale, ninesAt(bands + 368)), 112);
}

/** Sums of neighbours. */
function pairs(a: v128, b: v128): v128 {
  return f32x4.add(v128.shuffle<f32>(a, b, 0, 2, 4, 6), v128.shuffle<f32>(a, b, 1, 3, 5, 7));
}

function pairsAt(at: usize): v128 {
  return pairs(v128.load(at), v128.load(at, 16));
}

/** Four sums of nine. */
function ninesAt(at: usize): v128 {
  const a = f32x4.add(v128.load(at), v128.load(at, 16));
  const b = f32x4.add(v128.load(at, 36), v128.load(at, 52));
  const c = f32x4.add(v128.load(at, 72), v128.load(at, 88));
  const d = f32x4.add(v128.load(at, 108), v128.load(at, 124));
  let last = v128.load32_zero(at, 32);
  last = f32x4.replace_lane(last, 1, load<f32>(at, 68));
  last = f32x4.replace_lane(last, 2, load<f32>(at, 104));
  last = f32x4.replace_lane(last, 3, load<f32>(at, 140));
  return f32x4.add(pairs(pairs(a, b), pairs(c, d)), last);
}

/**
 * Takes from the levels of each row their mean over `reach` rows on either side, fewer at the ends of the recording.
 * Rows beyond the ends are zero in `pooled` and become zero in `out`.
 *
 * @param pooled f32[2 reach + count][64]; the first of `count` rows comes after `reach` of them
 * @param sums f64[32]: sum of the levels in the 2 reach rows before the last; zero before the first call. Levels have
 *   24 bits and sums 53, so that what rounding leaves behind does not show however long it runs
 * @param first which frame of the recording the first row is; may be negative
 * @param frames of the recording
 * @param out f32[count][64], written: levels less their mean, then rises as they are
 */
export function lessMean(
  pooled: usize,
  reach: i32,
  sums: usize,
  first: i32,
  frames: i32,
  count: i32,
  out: usize,
): void {
  const middle = <usize>reach * ROW_BYTES;
  for (let frame = first; frame < first + count; frame++) {
    add(sums, pooled + 2 * middle);
    const here = pooled + middle;
    if (frame < 0 || frame >= frames) memory.fill(out, 0, ROW_BYTES);
    else {
      const seen = min(frames, frame + reach + 1) - max(0, frame - reach);
      const share = f64x2.splat(1 / <f64>seen);
      for (let i: usize = 0; i < POOLS_BYTES; i += 16) {
        const at = sums + 2 * i;
        const low = f32x4.demote_f64x2_zero(f64x2.mul(share, v128.load(at)));
        const high = f32x4.demote_f64x2_zero(f64x2.mul(share, v128.load(at, 16)));
        const mean = v128.shuffle<f32>(low, high, 0, 1, 4, 5);
        v128.store(out + i, f32x4.sub(v128.load(here + i), mean));
      }
      memory.copy(out + POOLS_BYTES, here + POOLS_BYTES, POOLS_BYTES);
    }
    take(sums, pooled);
    pooled += ROW_BYTES;
    out += ROW_BYTES;
  }
}

function add(sums: usize, row: usize): void {
  for (let i: usize = 0; i < POOLS_BYTES; i += 8) {
    const at = sums + 2 * i;
    v128.store(at, f64x2.add(v128.load(at), f64x2.promote_low_f32x4(v128.load64_zero(row + i))));
  }
}

function take(sums: usize, row: usize): void {
  for (let i: usize = 0; i < POOLS_BYTES; i += 8) {
    const at = sums + 2 * i;
    v128.store(at, f64x2.sub(v128.load(at), f64x2.promote_low_f32x4(v128.load64_zero(row + i))));
  }
}
