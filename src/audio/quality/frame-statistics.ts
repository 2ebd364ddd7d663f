import type { FrameBuffer } from "./frame-buffer.ts";

/** Frames over which the correlation of two channels is taken: one second. */
const WINDOW_FRAMES = 50;
/** What a frame of zeros reads, in dBFS: below anything that 24 bits can hold. */
export const DIGITAL_SILENCE = -200;

/** Sums of one channel: of the samples and of their squares. */
interface Sums {
  sum: number;
  square: number;
}

/** What a recording's samples add up to. */
export interface SampleTotals {
  frames: number;
  /** A channel each. */
  channels: Sums[];
  /** Sum of the products of left and right; 0 but for two channels. */
  product: number;
  /** f32: mean square of all channels in each 20 ms, in dBFS; -200 for zeros. The last may be a shorter one. */
  levels: Float32Array;
  /** f32: correlation of left and right in each second that has sound on both; empty but for two channels. */
  correlations: Float32Array;
}

/** Adds samples up, frame by frame. */
export class FrameStatistics {
  readonly #frame: FrameBuffer;
  readonly #totals: Sums[];
  #product = 0;
  #length = 0;
  #frames = 0;
  #levels = new Float32Array(1024);
  #correlations = new Float32Array(64);
  #windows = 0;
  /** Of the window under way: energy of left, of right, their product. */
  #window = [0, 0, 0];

  constructor(frame: FrameBuffer) {
    this.#frame = frame;
    this.#totals = frame.pointers.map(() => ({ sum: 0, square: 0 }));
  }

  /** Adds the frame that the buffer holds. */
  add(): void {
    const { filled } = this.#frame;
    const channels = this.#totals.length;
    let energy = 0;
    for (let c = 0; c < channels; c += 2) {
      const sums = this.#frame.sums(c, Math.min(c + 1, channels - 1));
      for (let side = 0; side < Math.min(2, channels - c); side++) {
        const square = sums[2 * side + 1]!;
        energy += square;
        this.#totals[c + side]!.sum += sums[2 * side]!;
        this.#totals[c + side]!.square += square;
        if (c === 0) this.#window[side]! += square;
      }
      if (channels === 2) {
        this.#product += sums[4]!;
        this.#window[2]! += sums[4]!;
      }
    }
    this.#length += filled;
    const power = energy / (filled * channels);
    if (this.#frames === this.#levels.length) this.#levels = grown(this.#levels);
    this.#levels[this.#frames++] =
      power > 0 ? Math.max(DIGITAL_SILENCE, 10 * Math.log10(power)) : DIGITAL_SILENCE;
    if (channels === 2 && this.#frames % WINDOW_FRAMES === 0) this.#closeWindow();
  }

  finish(): SampleTotals {
    return {
      frames: this.#length,
      channels: this.#totals,
      product: this.#product,
      levels: this.#levels.slice(0, this.#frames),
      correlations: this.#correlations.slice(0, this.#windows),
    };
  }

  #closeWindow(): void {
    const [left, right, product] = this.#window as [number, number, number];
    this.#window = [0, 0, 0];
    if (left === 0 || right === 0) return;
    if (this.#windows === this.#correlations.length) this.#correlations = grown(this.#correlations);
    this.#correlations[this.#windows++] = product / Math.sqrt(left * right);
  }
}

function grown(values: Float32Array): Float32Array<ArrayBuffer> {
  const larger = new Float32Array(2 * values.length);
  larger.set(values);
  return larger;
}
