// One frame of the search for the most probable sequence of chords, in f64.

/** Chords, and how many there is room for: whole groups of eight. */
const CHORDS: usize = 61;
const PLACES_BYTES: usize = 512;

/**
 * The best score with which each chord is reached: staying in it, or changing from another. Of equal scores staying
 * wins, then the lower chord.
 *
 * @param scores f64[64] of the frame before
 * @param transition f64[61][64]: from × to, added to a change
 * @param changing added to every change; -Infinity forbids them
 * @param staying added where nothing changes
 * @param evidence f64[64], added to what is reached
 * @param next f64[64], written
 * @param sources u8[64], written: the chord before
 */
export function chordStep(
  scores: usize,
  transition: usize,
  changing: f64,
  staying: f64,
  evidence: usize,
  next: usize,
  sources: usize,
): void {
  const change = f64x2.splat(changing);
  const stay = f64x2.splat(staying);
  const one = i64x2.splat(1);
  for (let to: usize = 0; to < PLACES_BYTES; to += 64) {
    let a = f64x2.add(v128.load(scores + to), stay);
    let b = f64x2.add(v128.load(scores + to, 16), stay);
    let c = f64x2.add(v128.load(scores + to, 32), stay);
    let d = f64x2.add(v128.load(scores + to, 48), stay);
    const chord = <i64>(to >> 3);
    let fromA = i64x2.replace_lane(i64x2.splat(chord), 1, chord + 1);
    let fromB = i64x2.add(fromA, i64x2.splat(2));
    let fromC = i64x2.add(fromA, i64x2.splat(4));
    let fromD = i64x2.add(fromA, i64x2.splat(6));
    let other = i64x2.splat(0);
    let row = transition + to;
    for (let from = scores; from < scores + (CHORDS << 3); from += 8) {
      const base = f64x2.add(v128.load64_splat(from), change);
      let total = f64x2.add(base, v128.load(row));
      fromA = v128.bitselect(other, fromA, f64x2.gt(total, a));
      a = f64x2.pmax(a, total);
      total = f64x2.add(base, v128.load(row, 16));
      fromB = v128.bitselect(other, fromB, f64x2.gt(total, b));
      b = f64x2.pmax(b, total);
      total = f64x2.add(base, v128.load(row, 32));
      fromC = v128.bitselect(other, fromC, f64x2.gt(total, c));
      c = f64x2.pmax(c, total);
      total = f64x2.add(base, v128.load(row, 48));
      fromD = v128.bitselect(other, fromD, f64x2.gt(total, d));
      d = f64x2.pmax(d, total);
      other = i64x2.add(other, one);
      row += PLACES_BYTES;
    }
    v128.store(next + to, f64x2.add(a, v128.load(evidence + to)));
    v128.store(next + to, f64x2.add(b, v128.load(evidence + to, 16)), 16);
    v128.store(next + to, f64x2.add(c, v128.load(evidence + to, 32)), 32);
    v128.store(next + to, f64x2.add(d, v128.load(evidence + to, 48)), 48);
    const source = sources + (to >> 3);
    storeTwo(source, fromA);
    storeTwo(source + 2, fromB);
    storeTwo(source + 4, fromC);
    storeTwo(source + 6, fromD);
  }
}

function storeTwo(to: usize, numbers: v128): void {
  store<u8>(to, <u8>i64x2.extract_lane(numbers, 0));
  store<u8>(to + 1, <u8>i64x2.extract_lane(numbers, 1));
}
