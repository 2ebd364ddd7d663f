import type { DescriptorSummary } from "./descriptors.ts";
import { LANES } from "./settings.ts";

/**
 * Mean and population standard deviation of a vector over frames, in f64. Sums are taken relative to the first frame,
 * so that a constant sequence has a deviation of exactly 0.
 */
export class Moments {
  readonly #origin: Float64Array;
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;
  #frames = 0;

  /** @param width numbers a frame */
  constructor(width: number) {
    this.#origin = new Float64Array(width);
    this.#sums = new Float64Array(width);
    this.#squares = new Float64Array(width);
  }

  /**
   * Adds up to four frames.
   * @param rows f32[width][4] from `offset` on, one lane a frame
   * @param lanes how many lanes are frames, 1 to 4
   */
  add(rows: Float32Array, offset: number, lanes: number): void {
    const width = this.#sums.length;
    if (this.#frames === 0) for (let i = 0; i < width; i++) this.#origin[i] = rows[offset + i * LANES]!;
    for (let i = 0; i < width; i++) {
      const origin = this.#origin[i]!;
      let sum = 0;
      let squares = 0;
      for (let at = offset + i * LANES; at < offset + i * LANES + lanes; at++) {
        const difference = rows[at]! - origin;
        sum += difference;
        squares += difference * difference;
      }
      this.#sums[i]! += sum;
      this.#squares[i]! += squares;
    }
    this.#frames += lanes;
  }

  /** Mean and deviation of what was added, zeros when nothing was. */
  summary(): DescriptorSummary {
    const each = this.scalars();
    return { mean: each.map(({ mean }) => mean[0]!), std: each.map(({ std }) => std[0]!) };
  }

  /** The same as one summary of width 1 for each number of the vector. */
  scalars(): DescriptorSummary[] {
    const frames = Math.max(1, this.#frames);
    return Array.from(this.#sums, (sum, i) => {
      const shift = sum / frames;
      const variance = this.#squares[i]! / frames - shift * shift;
      return { mean: [this.#origin[i]! + shift], std: [Math.sqrt(Math.max(0, variance))] };
    });
  }
}
