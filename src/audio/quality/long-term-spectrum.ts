import { hannWindow, RealFft } from "../fourier/index.ts";

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
 * Averages power spectra (Hann window, frames side by side) over a recording. A look is at two windows at once: of the
 * first two channels, or of two frames of a mono recording. Further channels do not count.
 */
export class SpectrumMeter {
  readonly #size: number;
  readonly #rate: number;
  readonly #stereo: boolean;
  readonly #transform: RealFft;
  readonly #window: Float64Array;
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  readonly #spectra: readonly [Float64Array, Float64Array];
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
    this.#transform = new RealFft(this.#size);
    this.#window = hannWindow(this.#size);
    this.#first = new Float64Array(this.#size);
    this.#second = new Float64Array(this.#size);
    const bins = () => new Float64Array(this.#size / 2 + 1);
    this.#spectra = [bins(), bins()];
    this.#powers = bins();
    this.#levels = bins();
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
      if (this.#waiting) this.#second.fill(0);
      else {
        this.#first.fill(0, this.#at);
        this.#second.fill(0, this.#stereo ? this.#at : 0);
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
    const into = this.#waiting ? this.#second : this.#first;
    for (let i = 0, at = this.#at; i < count; i++, at++) {
      into[at] = this.#window[at]! * first![start + i]!;
      if (this.#stereo) this.#second[at] = this.#window[at]! * second![start + i]!;
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
    const [first, second, size] = [this.#first, this.#second, this.#size];
    let energy = 0;
    for (let i = 0; i < size; i++) energy += first[i]! * first[i]! + second[i]! * second[i]!;
    if (energy / size < SILENT_POWER) return;
    const [one, two] = this.#spectra;
    this.#transform.powerSpectrum(first, one);
    this.#transform.powerSpectrum(second, two);
    // A full-scale sine has a magnitude of size / 4 in its bin; the two windows share the power.
    const scale = 1 / (2 * (size / 4) ** 2);
    for (let k = 0; k <= size / 2; k++) {
      const power = scale * (one[k]! + two[k]!);
      this.#powers[k]! += power;
      this.#levels[k]! += Math.log(power + SMALLEST_POWER);
    }
    this.#count++;
  }
}

function decibels(power: number): number {
  return 10 * Math.log10(power + SMALLEST_POWER);
}
