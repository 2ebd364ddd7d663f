import { LevelsKernel } from "../loudness/levels-kernel.ts";
import { type Design, polyphaseBank } from "./filter.ts";
import type { Stage } from "./stage.ts";

/** Input samples taken in at a time. */
const CHUNK = 8_192;

/**
 * Any ratio: one branch of the filter for each fractional position of an output between the input samples.
 */
export class Polyphase implements Stage {
  readonly lookahead: number;
  readonly #kernel = new LevelsKernel();
  readonly #up: number;
  readonly #down: number;
  readonly #taps: number;
  readonly #branches: number;
  readonly #interpolated: boolean;
  readonly #bank: number;
  readonly #input: Float32Array;
  readonly #output: Float32Array;
  #filled: number;
  #phase = 0;
  /**
   * Input samples between the start of the buffer and the next output's filter; above 0 only while more are
   * awaited.
   */
  #skip = 0;

  constructor(filter: Design) {
    const { coefficients, taps, branches, interpolated } = polyphaseBank(filter);
    this.#up = filter.up;
    this.#down = filter.down;
    this.#taps = taps;
    this.#branches = branches;
    this.#interpolated = interpolated;
    const kernel = this.#kernel;
    const outputs = Math.ceil((CHUNK * filter.up) / filter.down) + 1;
    this.#bank = kernel.allocate(coefficients.byteLength);
    const input = kernel.allocate(4 * (taps + CHUNK));
    const output = kernel.allocate(4 * outputs);
    kernel.floats(this.#bank, coefficients.length).set(coefficients);
    this.#input = kernel.floats(input, taps + CHUNK);
    this.#output = kernel.floats(output, outputs);
    // Silence before the start, for the left half of the first outputs.
    this.#filled = taps / 2 - 1;
    this.lookahead = taps / 2;
  }

  get room(): number {
    return CHUNK;
  }

  process(samples: Float32Array): Float32Array {
    this.#input.set(samples, this.#filled);
    this.#filled += samples.length;
    const outputs = this.#ready();
    const first = this.#input.byteOffset + 4 * this.#skip;
    const { run } = this.#kernel;
    const out = this.#output.byteOffset;
    if (this.#interpolated) {
      run.convolveBetweenPhases(
        first,
        this.#bank,
        this.#taps,
        this.#up,
        this.#down,
        this.#phase,
        out,
        outputs,
        this.#branches,
      );
    } else {
      run.convolvePhases(first, this.#bank, this.#taps, this.#up, this.#down, this.#phase, out, outputs);
    }
    this.#advance(outputs);
    return this.#output.subarray(0, outputs);
  }

  /** How many outputs have all their input: output m starts at skip + floor((phase + m * down) / up). */
  #ready(): number {
    const last = this.#filled - this.#taps - this.#skip;
    return last < 0 ? 0 : Math.floor(((last + 1) * this.#up - this.#phase - 1) / this.#down) + 1;
  }

  #advance(outputs: number): void {
    const position = this.#phase + outputs * this.#down;
    const start = this.#skip + Math.floor(position / this.#up);
    this.#phase = position % this.#up;
    const dropped = Math.min(start, this.#filled);
    this.#input.copyWithin(0, dropped, this.#filled);
    this.#filled -= dropped;
    this.#skip = start - dropped;
  }
}
