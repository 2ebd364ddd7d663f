import { STEP_SECONDS } from "./gating.ts";
import { kWeighting } from "./k-weighting.ts";
import type { LevelsKernel } from "./levels-kernel.ts";

/** f64 lanes of the kernel's state: six of filter memory and one of energy, each for two channels. */
const MEMORY = 12;
const STATE = 14;
/**
 * Filter memory below this is inaudible and set to 0: a decaying filter would end in denormals, which are
 * slow.
 */
const NEGLIGIBLE = 1e-30;

interface Pair {
  first: number;
  second: number;
  weights: readonly [number, number];
  statePointer: number;
  state: Float64Array;
}

/** Weighted mean squares of the K-weighted channels for each 100 ms, the raw material of every gate. */
export class WeightedEnergy {
  /** Power of each complete 100 ms step: sum over channels of weight times mean square. */
  readonly stepPowers: number[] = [];
  readonly #kernel: LevelsKernel;
  readonly #pairs: Pair[];
  readonly #coefficients: number;
  readonly #stepFrames: number;
  #frames = 0;
  #stepStart = 0;
  #stepEnd: number;

  /**
   * @param inputs pointers to the channels' chunks
   * @param weights of the channels; those with weight 0 cost nothing
   */
  constructor(
    kernel: LevelsKernel,
    inputs: readonly number[],
    weights: readonly number[],
    sampleRate: number,
  ) {
    this.#kernel = kernel;
    this.#stepFrames = sampleRate * STEP_SECONDS;
    this.#stepEnd = Math.round(this.#stepFrames);
    const { shelf, highPass } = kWeighting(sampleRate);
    const coefficients = [...shelf.b, ...shelf.a, ...highPass.a].flatMap((value) => [value, value]);
    this.#coefficients = kernel.allocate(8 * coefficients.length);
    const heard = inputs
      .map((pointer, c) => ({ pointer, weight: weights[c]! }))
      .filter(({ weight }) => weight > 0);
    const states = heard.filter((_, i) => i % 2 === 0).map(() => kernel.allocate(8 * STATE));
    kernel.doubles(this.#coefficients, coefficients.length).set(coefficients);
    this.#pairs = states.map((statePointer, i) => {
      const first = heard[2 * i]!;
      // An odd channel out keeps the second lane busy with itself, at weight 0.
      const second = heard[2 * i + 1] ?? { pointer: first.pointer, weight: 0 };
      return {
        first: first.pointer,
        second: second.pointer,
        weights: [first.weight, second.weight],
        statePointer,
        state: kernel.doubles(statePointer, STATE),
      };
    });
  }

  /** Weights the chunk's first `frames` frames. */
  process(frames: number): void {
    for (let start = 0; start < frames; ) {
      const count = Math.min(frames - start, this.#stepEnd - this.#frames);
      for (const { first, second, statePointer } of this.#pairs) {
        const offset = 4 * start;
        this.#kernel.run.weightedEnergy(
          first + offset,
          second + offset,
          count,
          this.#coefficients,
          statePointer,
        );
      }
      start += count;
      this.#frames += count;
      if (this.#frames === this.#stepEnd) this.#closeStep();
    }
  }

  #closeStep(): void {
    let energy = 0;
    for (const { state, weights } of this.#pairs) {
      energy += weights[0] * state[MEMORY]! + weights[1] * state[MEMORY + 1]!;
      state.fill(0, MEMORY);
      for (let i = 0; i < MEMORY; i++) if (Math.abs(state[i]!) < NEGLIGIBLE) state[i] = 0;
    }
    this.stepPowers.push(energy / (this.#stepEnd - this.#stepStart));
    this.#stepStart = this.#stepEnd;
    this.#stepEnd = Math.round((this.stepPowers.length + 1) * this.#stepFrames);
  }
}
