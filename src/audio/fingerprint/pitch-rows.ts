import { FrameGroups, LANES } from "../fourier/index.ts";
import { CLASSES, FRAME, HOP, SMOOTHED } from "./compare/settings.ts";
import { fingerprintKernel } from "./kernel.ts";

const WEIGHTS = [0.25, 0.75, 1, 0.75, 0.25];
/** A smoothed row shorter than this is silence. */
const SILENCE = 0.01;

/**
 * How strong each of the twelve pitch classes is, an eighth of a second a row: Hamming-windowed power spectra folded to
 * one octave, smoothed over five frames and scaled to length 1; zeros for silence.
 */
export class PitchRows {
  readonly #kernel = fingerprintKernel();
  readonly #groups = new FrameGroups({ frame: FRAME, hop: HOP }, (samples, frames) =>
    this.#fold(samples, frames),
  );
  readonly #take: (row: Float64Array) => void;
  readonly #recent = Array.from({ length: SMOOTHED }, () => new Float64Array(CLASSES));
  readonly #row = new Float64Array(CLASSES);
  #frames = 0;

  /** @param take is given each row completed, 12 numbers, valid during the call */
  constructor(take: (row: Float64Array) => void) {
    this.#take = take;
  }

  /** @param samples mono at 11,025 Hz, full scale 1 */
  push(samples: Float32Array): void {
    this.#groups.push(samples);
  }

  /** Hands the last rows over; call it once. */
  finish(): void {
    this.#groups.finish();
  }

  #fold(samples: Float32Array, frames: number): void {
    const { input, classes, fold } = this.#kernel;
    input.set(samples);
    fold();
    for (let lane = 0; lane < frames; lane++) {
      const recent = this.#recent[this.#frames++ % SMOOTHED]!;
      for (let k = 0; k < CLASSES; k++) recent[k] = classes[k * LANES + lane]!;
      if (this.#frames >= SMOOTHED) this.#take(this.#smooth());
    }
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
