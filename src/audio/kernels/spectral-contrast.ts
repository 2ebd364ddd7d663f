import { CONTRAST_BANDS, VECTOR } from "./spectral-layout";

// Octave-based spectral contrast: the mean magnitude of the loudest and of the quietest bins of each band.
// Jiang, Lu, Zhang, Tao & Cai, "Music type classification by spectral contrast feature", ICME 2002.

/** i32[7][3]: first bin, number of bins, and how many of them make a peak or a valley (1 to 16); the host writes it. */
export const contrastBands = memory.data(84, 16);

/** The largest powers of a band in descending order, and the smallest in ascending order; each lane sorts for itself. */
const largest = memory.data(256, 16);
const smallest = memory.data(256, 16);

/**
 * Writes the peak and the valley magnitude of each band of four spectra.
 * @param spectrum address of BINS vectors of power
 * @param record address of 14 vectors to write: 7 peaks, then 7 valleys
 */
export function spectralContrast(spectrum: usize, record: usize): void {
  for (let band: usize = 0; band < <usize>CONTRAST_BANDS; band++) {
    const definition = contrastBands + band * 12;
    const count: usize = <usize>load<i32>(definition + 8);
    const start = spectrum + <usize>load<i32>(definition) * VECTOR;
    const end = start + <usize>load<i32>(definition + 4) * VECTOR;
    if (count === 1) findExtremes(start, end);
    else findQuantiles(start, end, count * VECTOR);
    v128.store(record + band * VECTOR, meanMagnitude(largest, count));
    v128.store(record + (band + <usize>CONTRAST_BANDS) * VECTOR, meanMagnitude(smallest, count));
  }
}

/** The largest and the smallest power of one band, where a row of one value would be wasteful. */
function findExtremes(start: usize, end: usize): void {
  let most = f32x4.splat(0);
  let least = f32x4.splat(Infinity);
  for (let at = start; at < end; at += VECTOR) {
    const power = v128.load(at);
    most = f32x4.pmax(most, power);
    least = f32x4.pmin(least, power);
  }
  v128.store(largest, most);
  v128.store(smallest, least);
}

/**
 * Fills rows of `row` bytes of `largest` and `smallest`.
 *
 * Bins are taken by fours and sorted. The largest and the smallest of four always pass through their row, which needs no
 * branch that a processor would guess wrong; the others seldom can belong to a row and are looked at only then.
 */
function findQuantiles(start: usize, end: usize, row: usize): void {
  for (let at: usize = 0; at < row; at += VECTOR) {
    v128.store(largest + at, f32x4.splat(-1));
    v128.store(smallest + at, f32x4.splat(Infinity));
  }
  let bin = start;
  for (; bin + 4 * VECTOR <= end; bin += 4 * VECTOR) {
    const p0 = v128.load(bin);
    const p1 = v128.load(bin, 16);
    const p2 = v128.load(bin, 32);
    const p3 = v128.load(bin, 48);
    const low01 = f32x4.pmin(p0, p1);
    const high01 = f32x4.pmax(p1, p0);
    const low23 = f32x4.pmin(p2, p3);
    const high23 = f32x4.pmax(p3, p2);
    const least = f32x4.pmin(low01, low23);
    const low = f32x4.pmax(low23, low01);
    const most = f32x4.pmax(high01, high23);
    const high = f32x4.pmin(high23, high01);
    const third = f32x4.pmin(low, high);
    const second = f32x4.pmax(high, low);

    const leastOfLargest = insertLarge(most, row);
    if (v128.any_true(f32x4.gt(second, leastOfLargest))) {
      insertLarge(second, row);
      insertLarge(third, row);
      insertLarge(least, row);
    }
    const mostOfSmallest = insertSmall(least, row);
    if (v128.any_true(f32x4.lt(third, mostOfSmallest))) {
      insertSmall(third, row);
      insertSmall(second, row);
      insertSmall(most, row);
    }
  }
  for (; bin < end; bin += VECTOR) {
    insertLarge(v128.load(bin), row);
    insertSmall(v128.load(bin), row);
  }
}

/** Passes a value through `largest` and returns the row's last one. */
function insertLarge(power: v128, row: usize): v128 {
  let value = power;
  let kept = value;
  for (let at: usize = largest; at < largest + row; at += VECTOR) {
    const here = v128.load(at);
    kept = f32x4.pmax(here, value);
    value = f32x4.pmin(value, here);
    v128.store(at, kept);
  }
  return kept;
}

/** Passes a value through `smallest` and returns the row's last one. */
function insertSmall(power: v128, row: usize): v128 {
  let value = power;
  let kept = value;
  for (let at: usize = smallest; at < smallest + row; at += VECTOR) {
    const here = v128.load(at);
    kept = f32x4.pmin(here, value);
    value = f32x4.pmax(value, here);
    v128.store(at, kept);
  }
  return kept;
}

function meanMagnitude(row: usize, count: usize): v128 {
  let sum = f32x4.splat(0);
  for (let i: usize = 0; i < count; i++) sum = f32x4.add(sum, f32x4.sqrt(v128.load(row + i * VECTOR)));
  return f32x4.div(sum, f32x4.splat(<f32>count));
}
