/** Seconds of a frame: what silence, noise floor and phase are judged by. */
export const FRAME_SECONDS = 0.02;
/** Frames over which the correlation of two channels is taken: one second. */
const WINDOW_FRAMES = 50;
/** What a frame of zeros reads, in dBFS: below anything that 24 bits can hold. */
export const DIGITAL_SILENCE = -200;

/** Sums of one channel: of the samples and of their squares. */
interface Sums {
  sum: number;
  square: number;
}

const none = (): Sums => ({ sum: 0, square: 0 });

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

/** Adds samples up, in frames of 20 ms. The samples must be finite; how the stream is cut changes nothing. */
export class FrameStatistics {
  readonly #totals: Sums[];
  readonly #frame: Sums[];
  readonly #frameLength: number;
  #product = 0;
  #frameProduct = 0;
  #length = 0;
  #frames = 0;
  #frameStart = 0;
  #frameEnd: number;
  #levels = new Float32Array(1024);
  #correlations = new Float32Array(64);
  #windows = 0;
  /** Of the window under way: energy of left, of right, their product. */
  #window = [0, 0, 0];

  constructor(channels: number, sampleRate: number) {
    this.#totals = Array.from({ length: channels }, none);
    this.#frame = Array.from({ length: channels }, none);
    this.#frameLength = sampleRate * FRAME_SECONDS;
    this.#frameEnd = Math.round(this.#frameLength);
  }

  /** How many samples of the next stretch belong to the frame under way; no more may be added at once. */
  get room(): number {
    return this.#frameEnd - this.#length;
  }

  /**
   * @param channels all as long, at most `room`
   * @returns whether they were finite; what was not is not added
   */
  add(channels: readonly Float32Array[]): boolean {
    const kept = this.#frame.map((sums) => ({ ...sums }));
    const product = this.#frameProduct;
    if (channels.length === 2) {
      this.#frameProduct = addPair(channels[0]!, channels[1]!, this.#frame, this.#frameProduct);
    } else {
      for (const [c, channel] of channels.entries()) addOne(channel, this.#frame[c]!);
    }
    if (!this.#frame.every(({ square }) => Number.isFinite(square))) {
      for (const [c, sums] of kept.entries()) this.#frame[c] = sums;
      this.#frameProduct = product;
      return false;
    }
    this.#length += channels[0]!.length;
    if (this.#length === this.#frameEnd) this.#closeFrame();
    return true;
  }

  finish(): SampleTotals {
    if (this.#length > this.#frameStart) this.#closeFrame();
    return {
      frames: this.#length,
      channels: this.#totals,
      product: this.#product,
      levels: this.#levels.slice(0, this.#frames),
      correlations: this.#correlations.slice(0, this.#windows),
    };
  }

  #closeFrame(): void {
    let energy = 0;
    for (const [c, { sum, square }] of this.#frame.entries()) {
      energy += square;
      this.#totals[c]!.sum += sum;
      this.#totals[c]!.square += square;
      this.#frame[c] = none();
      if (c < 2) this.#window[c]! += square;
    }
    this.#product += this.#frameProduct;
    this.#window[2]! += this.#frameProduct;
    this.#frameProduct = 0;
    const power = energy / ((this.#length - this.#frameStart) * this.#totals.length);
    if (this.#frames === this.#levels.length) this.#levels = grown(this.#levels);
    this.#levels[this.#frames++] =
      power > 0 ? Math.max(DIGITAL_SILENCE, 10 * Math.log10(power)) : DIGITAL_SILENCE;
    this.#frameStart = this.#length;
    this.#frameEnd = Math.max(this.#length + 1, Math.round((this.#frames + 1) * this.#frameLength));
    if (this.#totals.length === 2 && this.#frames % WINDOW_FRAMES === 0) this.#closeWindow();
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

function addOne(samples: Float32Array, into: Sums): void {
  let { sum, square } = into;
  for (let i = 0; i < samples.length; i++) {
    const x = samples[i]!;
    sum += x;
    square += x * x;
  }
  into.sum = sum;
  into.square = square;
}

/** @returns `product` and what these samples add to it */
function addPair(left: Float32Array, right: Float32Array, into: readonly Sums[], product: number): number {
  let { sum: leftSum, square: leftSquare } = into[0]!;
  let { sum: rightSum, square: rightSquare } = into[1]!;
  let both = product;
  for (let i = 0; i < left.length; i++) {
    const l = left[i]!;
    const r = right[i]!;
    leftSum += l;
    rightSum += r;
    leftSquare += l * l;
    rightSquare += r * r;
    both += l * r;
  }
  into[0]!.sum = leftSum;
  into[0]!.square = leftSquare;
  into[1]!.sum = rightSum;
  into[1]!.square = rightSquare;
  return both;
}
