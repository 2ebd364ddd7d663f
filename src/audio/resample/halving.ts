import { LevelsKernel } from "../loudness/levels-kernel.ts";
import { type Design, halvingTaps } from "./filter.ts";
import type { Stage } from "./stage.ts";

/** Outputs that the kernel writes at a time. */
const GROUP = 8;
/** Pairs of input samples taken in at a time. */
const CHUNK = 4_096;

/** Decimation by two: the case of 44.1 kHz, and so the one that is made fast. */
export class Halving implements Stage {
  readonly lookahead: number;
  readonly #kernel = new LevelsKernel();
  readonly #taps: number;
  readonly #middle: number;
  /** Pairs of samples under the filter on each side of an output's. */
  readonly #reach: number;
  readonly #input: Float32Array;
  readonly #even: Float32Array;
  readonly #odd: Float32Array;
  readonly #output: Float32Array;
  #pending = 0;
  #filled: number;

  constructor(filter: Design) {
    const { middle, taps } = halvingTaps(filter);
    const kernel = this.#kernel;
    this.#reach = taps.length / 2;
    this.#middle = middle;
    const capacity = 2 * this.#reach + GROUP + CHUNK;
    this.#taps = kernel.allocate(taps.byteLength);
    const input = kernel.allocate(8 * CHUNK);
    const even = kernel.allocate(4 * capacity);
    const odd = kernel.allocate(4 * capacity);
    const output = kernel.allocate(4 * capacity);
    kernel.floats(this.#taps, taps.length).set(taps);
    this.#input = kernel.floats(input, 2 * CHUNK);
    this.#even = kernel.floats(even, capacity);
    this.#odd = kernel.floats(odd, capacity);
    this.#output = kernel.floats(output, capacity);
    // Silence before the start, for the left half of the first outputs.
    this.#filled = this.#reach;
    this.lookahead = 2 * (this.#reach + GROUP + GROUP);
  }

  get room(): number {
    return 2 * CHUNK - this.#pending;
  }

  process(samples: Float32Array): Float32Array {
    this.#input.set(samples, this.#pending);
    this.#pending += samples.length;
    // The kernel splits four pairs at a time; the rest waits.
    const pairs = (this.#pending >> 3) << 2;
    const { run } = this.#kernel;
    const at = 4 * this.#filled;
    run.deinterleave(this.#input.byteOffset, pairs, this.#even.byteOffset + at, this.#odd.byteOffset + at);
    this.#input.copyWithin(0, 2 * pairs, this.#pending);
    this.#pending -= 2 * pairs;
    this.#filled += pairs;
    const ready = Math.max(0, this.#filled - 2 * this.#reach);
    const outputs = ready - (ready % GROUP);
    const first = 4 * this.#reach;
    run.halveRate(
      this.#even.byteOffset + first,
      this.#odd.byteOffset + first,
      this.#taps,
      this.#reach,
      this.#middle,
      this.#output.byteOffset,
      outputs,
    );
    this.#even.copyWithin(0, outputs, this.#filled);
    this.#odd.copyWithin(0, outputs, this.#filled);
    this.#filled -= outputs;
    return this.#output.subarray(0, outputs);
  }
}
