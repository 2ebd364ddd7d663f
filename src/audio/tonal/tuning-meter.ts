import { LANES } from "../fourier/index.ts";
import { TONAL_FRAME, TONAL_RATE } from "./tonal-frames.ts";

const BIN_HERTZ = TONAL_RATE / TONAL_FRAME;
const LOWEST_BIN = Math.ceil(110 / BIN_HERTZ);
const HIGHEST_BIN = Math.floor(1800 / BIN_HERTZ);
/** Power of a peak, relative to the frame's highest, from which it counts. */
const PEAK_SHARE = 1e-4;
const CENTS = 100;
/** Width of the bell that the histogram is smoothed with, in cents. */
const WIDTH = 7;
/** Power below which a frame is silence: -80 dB of a full-scale sine. */
const SILENT = 1e-8 * (TONAL_FRAME / 4) ** 2;

/** Finds out how far a recording is tuned from A4 = 440 Hz, from the places of its spectral peaks between 110 and 1800 Hz. */
export class TuningMeter {
  readonly #histogram = new Float64Array(CENTS);

  /**
   * Adds the peaks of a frame's power spectrum: each with its magnitude, relative to the frame's largest.
   * @param power f32[bins][LANES]: spectra of frames side by side
   * @param lane of the frame
   */
  add(power: Float32Array, lane: number): void {
    const first = LOWEST_BIN * LANES + lane;
    const last = HIGHEST_BIN * LANES + lane;
    let highest = 0;
    for (let at = first; at <= last; at += LANES) highest = Math.max(highest, power[at]!);
    if (!(highest > SILENT)) return;
    const least = PEAK_SHARE * highest;
    for (let at = first; at <= last; at += LANES) {
      const here = power[at]!;
      if (here < least || here <= power[at - LANES]! || here < power[at + LANES]!) continue;
      // A parabola through the logarithms finds the top of a windowed sine to a hundredth of a bin.
      const before = Math.log(power[at - LANES]! + 1e-30);
      const after = Math.log(power[at + LANES]! + 1e-30);
      const bin = (at - lane) / LANES;
      const top = bin + (after - before) / (2 * (2 * Math.log(here) - before - after));
      const cents = 1200 * Math.log2((top * BIN_HERTZ) / 440);
      const place = Math.round(cents - CENTS * Math.floor(cents / CENTS)) % CENTS;
      this.#histogram[place]! += Math.sqrt(here / highest);
    }
  }

  /** Cents from -50 to 49; 0 when nothing was heard. */
  get cents(): number {
    let best = 0;
    let highest = 0;
    for (let place = 0; place < CENTS; place++) {
      let sum = 0;
      for (let offset = -3 * WIDTH; offset <= 3 * WIDTH; offset++) {
        const weight = Math.exp(-0.5 * (offset / WIDTH) ** 2);
        sum += weight * this.#histogram[(place + offset + CENTS) % CENTS]!;
      }
      if (sum > highest) {
        highest = sum;
        best = place;
      }
    }
    return best >= CENTS / 2 ? best - CENTS : best;
  }
}
