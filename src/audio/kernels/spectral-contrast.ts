import { CONTRAST_BANDS, VECTOR } from "./spectral-layout";

// Octave-based spectral contrast: the mean magnitude of the loudest and of the quietest bins of each band.
// Jiang, Lu, Zhang, Tao & Cai, "Music type classification by spectral contrast feature", ICME 2002.

/** i32[7][3]: first bin, number of bins, and how many of them make a peak or a valley (1 to 16); the host writes it. */
export const contrastBands = memory.data(84, 16);

const largest = memory.data(256, 16);
const smallest = memory.data(256, 16);

/**
 * Writes the peak and the valley magnitude of each band of four spectra.
 *
 * The n largest and n smallest values are kept in sorted rows. A bin that no lane can use costs one comparison; others
 * ripple through the row, each lane keeping its own order.
 * @param spectrum address of BINS vectors of power
 * @param record address of 14 vectors to write: 7 peaks, then 7 valleys
 */
export function spectralContrast(spectrum: usize, record: usize): void {
  for (let band: usize = 0; band < <usize>CONTRAST_BANDS; band++) {
    const row = contrastBands + band * 12;
    const count: usize = <usize>load<i32>(row + 8);
    const start = spectrum + <usize>load<i32>(row) * VECTOR;
    const end = start + <usize>load<i32>(row + 4) * VECTOR;
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

/** Fills `largest` (descending) and `smallest` (ascending), rows of `row` bytes. */
function findQuantiles(start: usize, end: usize, row: usize): void {
  for (let at: usize = 0; at < row; at += VECTOR) {
    v128.store(largest + at, f32x4.splat(-1));
    v128.store(smallest + at, f32x4.splat(Infinity));
  }
  let leastOfLargest = f32x4.splat(-1);
  let mostOfSmallest = f32x4.splat(Infinity);
  for (let bin = start; bin < end; bin += VECTOR) {
    const power = v128.load(bin);
    if (v128.any_true(f32x4.gt(power, leastOfLargest))) {
      let value = power;
      for (let at: usize = largest; at < largest + row; at += VECTOR) {
        const kept = v128.load(at);
        leastOfLargest = f32x4.pmax(kept, value);
        v128.store(at, leastOfLargest);
        value = f32x4.pmin(kept, value);
      }
    }
    if (v128.any_true(f32x4.lt(power, mostOfSmallest))) {
      let value = power;
      for (let at: usize = smallest; at < smallest + row; at += VECTOR) {
        const kept = v128.load(at);
        mostOfSmallest = f32x4.pmin(kept, value);
        v128.store(at, mostOfSmallest);
        value = f32x4.pmax(kept, value);
      }
    }
  }
}

function meanMagnitude(row: usize, count: usize): v128 {
  let sum = f32x4.splat(0);
  for (let i: usize = 0; i < count; i++) sum = f32x4.add(sum, f32x4.sqrt(v128.load(row + i * VECTOR)));
  return f32x4.div(sum, f32x4.splat(<f32>count));
}
