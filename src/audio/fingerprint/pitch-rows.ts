import { RealFft } from "../fourier/index.ts";
import { CLASSES, FRAME, HOP, RATE, SMOOTHED } from "./compare/settings.ts";

const LOWEST_HZ = 28;
const HIGHEST_HZ = 3_520;
/** The pitch that classes are counted from: the lowest A of a piano. */
const A0_HZ = 27.5;
const WEIGHTS = [0.25, 0.75, 1, 0.75, 0.25];
/** A smoothed row shorter than this is silence. */
const SILENCE = 0.01;

const binOf = (hz: number): number => Math.round((FRAME * hz) / RATE);
const FIRST_BIN = binOf(LOWEST_HZ);
const LAST_BIN = binOf(HIGHEST_HZ);
const WINDOW = Float64Array.from(
  { length: FRAME },
  (_, i) => (0.54 - 0.46 * Math.cos((2 * Math.PI * i) / (FRAME - 1))) / 32_767,
);
const CLASS_OF_BIN = Uint8Array.from({ length: LAST_BIN }, (_, bin) => {
  const octaves = Math.log2((Math.max(1, bin) * RATE) / FRAME / A0_HZ);
  return Math.floor(CLASSES * (octaves - Math.floor(octaves)));
});

/**
 * How strong each of the twelve pitch classes is, an eighth of a second a row: Hamming-windowed power spectra folded to
 * one octave, smoothed over five frames and scaled to length 1; zeros for silence.
 */
export class PitchRows {
  readonly #fft = new RealFft(FRAME);
  readonly #samples = new Float32Array(FRAME);
  readonly #frame = new Float64Array(FRAME);
  readonly #power = new Float64Array(FRAME / 2 + 1);
  readonly #recent = Array.from({ length: SMOOTHED }, () => new Float64Array(CLASSES));
  readonly #row = new Float64Array(CLASSES);
  #filled = 0;
  #frames = 0;

  /**
   * @param samples mono at 11,025 Hz in steps of 16 bits
   * @param take is given each row completed, 12 numbers, valid during the call
   */
  push(samples: Float32Array, take: (row: Float64Array) => void): void {
    for (let at = 0; at < samples.length; ) {
      const count = Math.min(samples.length - at, FRAME - this.#filled);
      this.#samples.set(samples.subarray(at, at + count), this.#filled);
      this.#filled += count;
      at += count;
      if (this.#filled < FRAME) continue;
      this.#fold();
      if (this.#frames >= SMOOTHED) take(this.#smooth());
      this.#samples.copyWithin(0, HOP);
      this.#filled = FRAME - HOP;
    }
  }

  #fold(): void {
    const frame = this.#frame;
    for (let i = 0; i < FRAME; i++) frame[i] = this.#samples[i]! * WINDOW[i]!;
    this.#fft.powerSpectrum(frame, this.#power);
    const classes = this.#recent[this.#frames++ % SMOOTHED]!.fill(0);
    for (let bin = FIRST_BIN; bin < LAST_BIN; bin++) classes[CLASS_OF_BIN[bin]!]! += this.#power[bin]!;
  }

  #smooth(): Float64Array {
    const row = this.#row.fill(0);
    for (let age = 0; age < SMOOTHED; age++) {
      const classes = this.#recent[(this.#frames + age) % SMOOTHED]!;
      for (let k = 0; k < CLASSES; k++) row[k]! += WEIGHTS[age]! * classes[k]!;
    }
    let energy = 0;
    for (const value of row) energy += value * value;
    const length = Math.sqrt(energy);
    for (let k = 0; k < CLASSES; k++) row[k] = length < SILENCE ? 0 : row[k]! / length;
    return row;
  }
}
