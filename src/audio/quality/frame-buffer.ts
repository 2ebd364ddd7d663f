import { LevelsKernel } from "../loudness/levels-kernel.ts";
import { LARGEST_FLOAT } from "../loudness/sample-limits.ts";

/** Seconds of a frame: what silence, noise floor and phase are judged by. */
export const FRAME_SECONDS = 0.02;

/** Gathers each channel's samples in frames of 20 ms in a kernel's memory, where frame n ends at n × 20 ms, rounded. */
export class FrameBuffer {
  readonly kernel = new LevelsKernel();
  /** Where each channel's frame lies: f32[filled], with the sample before it in front (0 at the start). */
  readonly pointers: readonly number[];
  /** Samples of a channel in the frame so far. */
  filled = 0;
  readonly #channels: readonly Float32Array[];
  readonly #sums: Float64Array;
  readonly #frameLength: number;
  #frames = 1;
  #end: number;
  #start = 0;

  constructor(channels: number, sampleRate: number) {
    this.#frameLength = sampleRate * FRAME_SECONDS;
    this.#end = Math.round(this.#frameLength);
    const longest = Math.ceil(this.#frameLength) + 1;
    // The first number is the sample before; the last is read, and not used, by kernels that take two at a time.
    const starts = Array.from({ length: channels }, () => this.kernel.allocate(4 * (1 + longest + 1)));
    const sums = this.kernel.allocate(5 * 8);
    this.pointers = starts.map((start) => start + 4);
    this.#channels = this.pointers.map((pointer) => this.kernel.floats(pointer, longest));
    this.#sums = this.kernel.doubles(sums, 5);
  }

  /** Takes samples in from `start` on, as many as there is room for, and returns how many those are. */
  take(channels: readonly Float32Array[], start: number): number {
    const count = Math.min(channels[0]!.length - start, this.#end - this.#start - this.filled);
    for (const [c, into] of this.#channels.entries()) {
      into.set(channels[c]!.subarray(start, start + count), this.filled);
    }
    this.filled += count;
    return count;
  }

  get isFull(): boolean {
    return this.#start + this.filled === this.#end;
  }

  /** The frame's samples, a channel each, after replacing those that are not finite by 0. Valid until the next `take`. */
  samples(): Float32Array[] {
    for (const pointer of this.pointers) this.kernel.run.repair(pointer, this.filled, LARGEST_FLOAT);
    return this.#channels.map((channel) => channel.subarray(0, this.filled));
  }

  /** Sum and energy of one channel, sum and energy of another, sum of their products: f64[5], valid until the next call. */
  sums(first: number, second: number): Float64Array {
    this.kernel.run.addUp(this.pointers[first]!, this.pointers[second]!, this.filled, this.#sums.byteOffset);
    return this.#sums;
  }

  /** Goes on to the next frame. */
  next(): void {
    for (const pointer of this.pointers) {
      const withBefore = this.kernel.floats(pointer - 4, this.filled + 1);
      withBefore[0] = withBefore[this.filled]!;
    }
    this.filled = 0;
    this.#start = this.#end;
    this.#end = Math.max(this.#end + 1, Math.round(++this.#frames * this.#frameLength));
  }
}
