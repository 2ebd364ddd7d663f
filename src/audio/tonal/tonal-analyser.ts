import { RealFft } from "../fourier/index.ts";
import { Resampler } from "../resample/index.ts";
import { LOG_BINS, LogFrequency, toSemitones } from "./log-frequency.ts";
import {
  SEMITONES,
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

/**
 * Listens to a recording as it streams by, and keeps what its harmony is read from: the level of each semitone in each tenth of a
 * second. Its memory is 252 bytes a frame, 3 MB for 20 minutes. How the stream is cut into pushes changes nothing.
 */
export class TonalAnalyser {
  readonly #resampler = new Resampler(TONAL_INPUT_RATE, TONAL_RATE);
  readonly #fft = new RealFft(TONAL_FRAME);
  readonly #logFrequency = new LogFrequency();
  readonly #tuning = new TuningMeter();
  readonly #window = Float64Array.from(
    { length: TONAL_FRAME },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / TONAL_FRAME),
  );
  readonly #windowed = new Float64Array(TONAL_FRAME);
  readonly #power = new Float64Array(TONAL_FRAME / 2 + 1);
  /** The last samples; half a frame of silence comes before the first. */
  readonly #samples = new Float32Array(TONAL_FRAME);
  #filled = TONAL_FRAME / 2;
  #received = 0;
  #frames = 0;
  #levels = new Uint8Array(256 * LOG_BINS);

  /** Adds mono samples at 22,050 Hz; they must be finite. */
  push(mono: Float32Array): void {
    this.#received += mono.length;
    this.#take(this.#resampler.push(mono));
  }

  /** Closes the stream; call it once. Frames cover all of it: frame t is centred on t / frameRate seconds. */
  finish(): TonalFrames {
    this.#take(this.#resampler.finish());
    const seconds = this.#received / TONAL_INPUT_RATE;
    const frames = this.#received === 0 ? 0 : 1 + Math.floor(seconds * TONAL_FRAME_RATE);
    while (this.#frames < frames) this.#take(new Float32Array(TONAL_HOP));
    const tuningCents = this.#tuning.cents;
    const levels = new Uint8Array(frames * SEMITONES);
    for (let frame = 0; frame < frames; frame++) {
      toSemitones(this.#levels, frame * LOG_BINS, tuningCents, levels, frame * SEMITONES);
    }
    this.#levels = new Uint8Array(0);
    return { frames, frameRate: TONAL_FRAME_RATE, seconds, tuningCents, levels };
  }

  #take(samples: Float32Array): void {
    for (let at = 0; at < samples.length; ) {
      const part = samples.subarray(at, at + TONAL_FRAME - this.#filled);
      this.#samples.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled < TONAL_FRAME) return;
      this.#analyse();
      this.#samples.copyWithin(0, TONAL_HOP);
      this.#filled -= TONAL_HOP;
    }
  }

  #analyse(): void {
    for (let i = 0; i < TONAL_FRAME; i++) this.#windowed[i] = this.#window[i]! * this.#samples[i]!;
    this.#fft.powerSpectrum(this.#windowed, this.#power);
    if ((this.#frames + 1) * LOG_BINS > this.#levels.length) {
      const larger = new Uint8Array(2 * this.#levels.length);
      larger.set(this.#levels);
      this.#levels = larger;
    }
    this.#logFrequency.measure(this.#power, this.#levels, this.#frames * LOG_BINS);
    if (this.#frames % TUNING_EVERY === 0) this.#tuning.add(this.#power);
    this.#frames++;
  }
}
