import {
  LEVEL_STEPS,
  LOWEST_DECIBELS,
  LOWEST_HERTZ,
  SEMITONES,
  TONAL_FRAME,
  TONAL_RATE,
} from "./tonal-frames.ts";

/** Steps of the logarithmic frequency axis in a semitone: enough to follow any tuning afterwards. */
const STEPS = 3;
/** Values of a frame on the logarithmic axis. Step 3 s + 1 lies on semitone s. */
export const LOG_BINS = STEPS * SEMITONES;

const BIN_HERTZ = TONAL_RATE / TONAL_FRAME;
/** Power of a full-scale sine under a Hann window at its bin's centre. */
const FULL_SCALE = (TONAL_FRAME / 4) ** 2;
const SCALE = (10 * LEVEL_STEPS) / Math.LN10;

/**
 * Spectrum of a frame on a logarithmic frequency axis with three steps a semitone, as levels of a byte each.
 *
 * Each step is the mean power under a triangle that reaches to the next step, or to the next bin of the spectrum where those lie
 * further apart.
 */
export class LogFrequency {
  readonly #first = new Uint16Array(LOG_BINS + 1);
  readonly #start = new Uint16Array(LOG_BINS);
  readonly #weights: Float64Array;

  constructor() {
    const weights: number[] = [];
    for (let step = 0; step < LOG_BINS; step++) {
      const centre = (LOWEST_HERTZ * 2 ** ((step - 1) / (12 * STEPS))) / BIN_HERTZ;
      const reach = Math.max(1, centre * (2 ** (1 / (12 * STEPS)) - 1));
      const low = Math.ceil(centre - reach);
      const row: number[] = [];
      for (let bin = low; bin <= centre + reach; bin++) row.push(1 - Math.abs(bin - centre) / reach);
      const sum = row.reduce((a, b) => a + b) * FULL_SCALE;
      this.#start[step] = low;
      weights.push(...row.map((weight) => weight / sum));
      this.#first[step + 1] = weights.length;
    }
    this.#weights = Float64Array.from(weights);
  }

  /** @param power spectrum of a Hann-windowed frame, TONAL_FRAME / 2 + 1 bins. @param levels receives LOG_BINS bytes at `at` */
  measure(power: Float64Array, levels: Uint8Array, at: number): void {
    for (let step = 0; step < LOG_BINS; step++) {
      let sum = 1e-20;
      let bin = this.#start[step]!;
      for (let i = this.#first[step]!; i < this.#first[step + 1]!; i++)
        sum += this.#weights[i]! * power[bin++]!;
      const level = SCALE * Math.log(sum) - LEVEL_STEPS * LOWEST_DECIBELS;
      levels[at + step] = level > 0 ? Math.min(255, level + 0.5) : 0;
    }
  }
}

/**
 * Semitones of one frame from its logarithmic spectrum: mean levels around each semitone's place in the recording's tuning.
 * @param tuningCents -50 to 50
 */
export function toSemitones(
  source: Uint8Array,
  at: number,
  tuningCents: number,
  target: Uint8Array,
  to: number,
): void {
  const shift = (STEPS * tuningCents) / 100;
  for (let semitone = 0; semitone < SEMITONES; semitone++) {
    const centre = STEPS * semitone + 1 + shift;
    const value =
      0.25 * between(source, at, centre - 0.7) +
      0.5 * between(source, at, centre) +
      0.25 * between(source, at, centre + 0.7);
    target[to + semitone] = Math.round(value);
  }
}

/** Level between two steps; beyond the ends, that of the end. */
function between(source: Uint8Array, at: number, step: number): number {
  const place = Math.min(LOG_BINS - 1, Math.max(0, step));
  const low = Math.min(LOG_BINS - 2, Math.floor(place));
  return source[at + low]! + (place - low) * (source[at + low + 1]! - source[at + low]!);
}
