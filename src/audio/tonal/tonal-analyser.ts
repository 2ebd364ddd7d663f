import { FrameGroups } from "../fourier/index.ts";
import { Resampler } from "../resample/index.ts";
import { tonalKernel } from "./kernel.ts";
import { LINES, semitonesOf } from "./log-frequency.ts";
import {
  TONAL_FRAME,
  TONAL_FRAME_RATE,
  TONAL_HOP,
  TONAL_INPUT_RATE,
  TONAL_RATE,
  type TonalFrames,
} from "./tonal-frames.ts";
import { TuningMeter } from "./tuning-meter.ts";

/** One frame in so many is asked for the tuning, which does not change. */
const TUNING_EVERY = 3;
/** Half a frame of silence comes before the first sample, so that frame 0 is centred on it. */
const FRAMING = { frame: TONAL_FRAME, hop: TONAL_HOP, leading: TONAL_FRAME / 2 };

/** Nothing above 4.1 kHz counts (the highest line ends there), so what folds back onto more may stay. */
const BAND = { pass: 0.75, stop: 1.25 };

/**
 * Listens to a recording as it streams by, and keeps what its harmony is read from: the level of each semitone in each tenth of a
 * second. Its memory is 252 bytes a frame, 3 MB for 20 minutes. How the stream is cut into pushes changes nothing.
 */
export class TonalAnalyser {
  readonly #resampler = new Resampler(TONAL_INPUT_RATE, TONAL_RATE, BAND);
  readonly #kernel = tonalKernel();
  readonly #groups = new FrameGroups(FRAMING, (samples, frames) => this.#analyse(samples, frames));
  readonly #tuning = new TuningMeter();
  #received = 0;
  #frames = 0;
  #levels = new Uint8Array(256 * LINES);

  /** Adds mono samples at 22,050 Hz; they must be finite. */
  push(mono: Float32Array): void {
    this.#received += mono.length;
    this.#resampler.stream(mono, this.#take);
  }

  /** Closes the stream; call it once. Frames cover all of it: frame t is centred on t / frameRate seconds. */
  finish(): TonalFrames {
    this.#groups.push(this.#resampler.finish());
    const seconds = this.#received / TONAL_INPUT_RATE;
    const frames = this.#received === 0 ? 0 : 1 + Math.floor(seconds * TONAL_FRAME_RATE);
    this.#groups.finish(frames);
    const tuningCents = this.#tuning.cents;
    const levels = semitonesOf(this.#levels, frames, tuningCents);
    this.#levels = new Uint8Array(0);
    return { frames, frameRate: TONAL_FRAME_RATE, seconds, tuningCents, levels };
  }

  readonly #take = (samples: Float32Array): void => this.#groups.push(samples);

  #analyse(samples: Float32Array, frames: number): void {
    const { input, spectrum, levels, measure } = this.#kernel;
    input.set(samples);
    measure();
    const from = this.#frames * LINES;
    if (from + levels.length > this.#levels.length) {
      const larger = new Uint8Array(2 * this.#levels.length);
      larger.set(this.#levels);
      this.#levels = larger;
    }
    this.#levels.set(levels.subarray(0, frames * LINES), from);
    for (let lane = 0; lane < frames; lane++) {
      if (this.#frames++ % TUNING_EVERY === 0) this.#tuning.add(spectrum, lane);
    }
  }
}
