import { BIN_HERTZ } from "./settings.ts";

/** Equal cells of the histogram over one semitone: one cent each. */
const CELLS = 100;

/** Lower edge of each cell in semitones, -0.5 to 0.49. */
export const TUNING_EDGES: readonly number[] = Array.from(
  { length: CELLS + 1 },
  (_, i) => i * (1 / CELLS) - 0.5,
);

/** Spectral peaks as pairs of position (in bins, fractional) and interpolated power, gathered over many frames. */
export class PeakList {
  #pairs = new Float32Array(8192);
  #length = 0;

  /** Adds `count` pairs that start at `offset`. */
  add(pairs: Float32Array, offset: number, count: number): void {
    const end = this.#length + 2 * count;
    if (end > this.#pairs.length) {
      const larger = new Float32Array(Math.max(end, 2 * this.#pairs.length));
      larger.set(this.#pairs.subarray(0, this.#length));
      this.#pairs = larger;
    }
    this.#pairs.set(pairs.subarray(offset, offset + 2 * count), this.#length);
    this.#length = end;
  }

  /**
   * How far the recording is tuned from A4 = 440 Hz: the fullest cent of a histogram of the deviations of all peaks that
   * are at least as loud as their median from the nearest semitone (librosa's estimate_tuning).
   * @returns semitones, -0.5 to 0.49; 0 when there are no peaks
   */
  tuning(): number {
    const peaks = this.#length / 2;
    if (peaks === 0) return 0;
    const powers = new Float32Array(peaks);
    for (let i = 0; i < peaks; i++) powers[i] = this.#pairs[2 * i + 1]!;
    const threshold = median(powers);
    const cells = new Uint32Array(CELLS);
    for (let i = 0; i < this.#length; i += 2) {
      if (this.#pairs[i + 1]! < threshold) continue;
      const semitones = 12 * Math.log2((this.#pairs[i]! * BIN_HERTZ) / 440);
      cells[tuningCell(semitones - Math.round(semitones))]!++;
    }
    return TUNING_EDGES[cells.indexOf(cells.reduce((most, count) => Math.max(most, count), 0))]!;
  }
}

/** The histogram cell of a deviation of -0.5 to 0.5 semitones; 0.5 wraps to -0.5. */
export function tuningCell(deviation: number): number {
  const wrapped = deviation >= 0.5 ? deviation - 1 : deviation;
  let cell = Math.min(CELLS - 1, Math.max(0, Math.floor((wrapped + 0.5) * CELLS)));
  if (wrapped < TUNING_EDGES[cell]! && cell > 0) cell--;
  else if (wrapped >= TUNING_EDGES[cell + 1]! && cell < CELLS - 1) cell++;
  return cell;
}

/** Median of `values` (the mean of the two middle ones when their number is even); reorders them. */
function median(values: Float32Array): number {
  const upper = values.length >> 1;
  const high = select(values, upper);
  if (values.length % 2 === 1) return high;
  let low = values[0]!;
  for (let i = 1; i < upper; i++) low = Math.max(low, values[i]!);
  return Math.fround((low + high) / 2);
}

/** The value of rank `rank` (0-based); leaves nothing larger before it and nothing smaller behind it (quickselect). */
function select(values: Float32Array, rank: number): number {
  let first = 0;
  let last = values.length - 1;
  while (first < last) {
    const pivot = values[(first + last) >> 1]!;
    let i = first;
    let j = last;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const swapped = values[i]!;
      values[i++] = values[j]!;
      values[j--] = swapped;
    }
    if (rank <= j) last = j;
    else if (rank >= i) first = i;
    else break;
  }
  return values[rank]!;
}
