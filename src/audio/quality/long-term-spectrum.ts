import { FourierTransform } from "../rhythm/fourier.ts";

/** Bins lie about this far apart, whatever the rate. */
const BIN_HERTZ = 21.5;
/** Frames that are all looked at (about 7 s); after them every twelfth is. */
const DENSE_FRAMES = 160;
const SPARSE = 12;
/** Mean squares below this (-120 dBFS) are digital silence or its dither: such frames say nothing. */
const SILENT_POWER = 1e-12;
/** What is added to powers before their logarithm, and the level that this makes the lowest, in dB. */
const SMALLEST_POWER = 1e-16;
const SPECTRUM_FLOOR = -160;

/** The spectrum of a whole recording. */
export interface LongTermSpectrum {
  /** Hertz from one bin to the next. */
  binHertz: number;
  /** Frames that it is the average of. */
  frames: number;
  /** f64[bins], 0 Hz to Nyquist: mean power, dB relative to a full-scale sine; -160 where there is none. */
  mean: Float64Array;
  /** f64[bins]: mean over the frames of the level in dB, which short noises do not lift. */
  typical: Float64Array;
}

/**
 * Averages power spectra (Hann window, frames side by side) over a recording. Two channels go through one complex
 * transform, as its real and imaginary part: the powers at k and -k add up to twice those of both. Of a mono
 * recording two frames do. Beyond two channels only the first two count.
 */
export class SpectrumMeter {
  readonly #size: number;
  readonly #rate: number;
  readonly #stereo: boolean;
  readonly #transform: FourierTransform;
  readonly #window: Float64Array;
  readonly #real: Float64Array;
  readonly #imaginary: Float64Array;
  readonly #powers: Float64Array;
  readonly #levels: Float64Array;
  /** Position in the frame under way, its number, and whether a mono frame waits for a second one. */
  #at = 0;
  #frame = 0;
  #waiting = false;
  #count = 0;

  constructor(channels: number, sampleRate: number) {
    this.#size = 2 ** Math.round(Math.log2(sampleRate / BIN_HERTZ));
    this.#rate = sampleRate;
    this.#stereo = channels > 1;
    this.#transform = new FourierTransform(this.#size);
    this.#window = Float64Array.from(
      { length: this.#size },
      (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / this.#size),
    );
    this.#real = new Float64Array(this.#size);
    this.#imaginary = new Float64Array(this.#size);
    this.#powers = new Float64Array(this.#size / 2 + 1);
    this.#levels = new Float64Array(this.#size / 2 + 1);
  }

  /** Adds the next samples, finite ones. */
  add(channels: readonly Float32Array[]): void {
    const length = channels[0]!.length;
    for (let start = 0; start < length; ) {
      const count = Math.min(length - start, this.#size - this.#at);
      if (this.#frame < DENSE_FRAMES || this.#frame % SPARSE === 0) this.#gather(channels, start, count);
      start += count;
      this.#at += count;
      if (this.#at === this.#size) this.#closeFrame();
    }
  }

  /** What was averaged; an unfinished last frame is left out, unless it is the only one. */
  finish(): LongTermSpectrum {
    if (this.#count === 0) {
      if (this.#waiting) this.#imaginary.fill(0);
      else {
        this.#real.fill(0, this.#at);
        this.#imaginary.fill(0, this.#stereo ? this.#at : 0);
      }
      this.#transformFrame();
    }
    const bins = this.#powers.length;
    const scale = this.#count > 0 ? 1 / this.#count : 0;
    return {
      binHertz: this.#rate / this.#size,
      frames: this.#count,
      mean: Float64Array.from({ length: bins }, (_, k) => decibels(this.#powers[k]! * scale)),
      typical: Float64Array.from({ length: bins }, (_, k) =>
        scale > 0 ? (10 / Math.LN10) * this.#levels[k]! * scale : SPECTRUM_FLOOR,
      ),
    };
  }

  #gather(channels: readonly Float32Array[], start: number, count: number): void {
    const [first, second] = channels;
    const into = this.#waiting ? this.#imaginary : this.#real;
    for (let i = 0, at = this.#at; i < count; i++, at++) {
      into[at] = this.#window[at]! * first![start + i]!;
      if (this.#stereo) this.#imaginary[at] = this.#window[at]! * second![start + i]!;
    }
  }

  #closeFrame(): void {
    const taken = this.#frame < DENSE_FRAMES || this.#frame % SPARSE === 0;
    this.#at = 0;
    this.#frame++;
    if (!taken) return;
    if (this.#stereo || this.#waiting) this.#transformFrame();
    this.#waiting = !this.#stereo && !this.#waiting;
  }

  #transformFrame(): void {
    const [real, imaginary, size] = [this.#real, this.#imaginary, this.#size];
    let energy = 0;
    for (let i = 0; i < size; i++) energy += real[i]! * real[i]! + imaginary[i]! * imaginary[i]!;
    if (energy / size < SILENT_POWER) return;
    this.#transform.forward(real, imaginary);
    // A full-scale sine has a magnitude of size / 4 in its bin; two of them share the power.
    const scale = 1 / (2 * 2 * (size / 4) ** 2);
    for (let k = 0; k <= size / 2; k++) {
      const mirror = k === 0 ? 0 : size - k;
      const power =
        scale *
        (real[k]! * real[k]! +
          imaginary[k]! * imaginary[k]! +
          real[mirror]! * real[mirror]! +
          imaginary[mirror]! * imaginary[mirror]!);
      this.#powers[k]! += power;
      this.#levels[k]! += Math.log(power + SMALLEST_POWER);
    }
    this.#count++;
  }
}

function decibels(power: number): number {
  return 10 * Math.log10(power + SMALLEST_POWER);
}
