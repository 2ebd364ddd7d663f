import { LANES } from "./settings.ts";

/** A growing f32 matrix of one row a frame, filled from groups of four frames. */
export class FrameSequence {
  readonly #width: number;
  #values: Float32Array;
  #frames = 0;

  /** @param width numbers a frame */
  constructor(width: number) {
    this.#width = width;
    this.#values = new Float32Array(width * 1024);
  }

  /**
   * Adds up to four frames.
   * @param rows f32[width][4] from `offset` on, one lane a frame
   * @param lanes how many lanes are frames, 1 to 4
   */
  add(rows: Float32Array, offset: number, lanes: number): void {
    const start = this.#frames * this.#width;
    if (start + lanes * this.#width > this.#values.length) {
      const larger = new Float32Array(this.#values.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    for (let lane = 0; lane < lanes; lane++) {
      for (let i = 0; i < this.#width; i++) {
        this.#values[start + lane * this.#width + i] = rows[offset + i * LANES + lane]!;
      }
    }
    this.#frames += lanes;
  }

  /** A copy of exactly the frames added: f32[frames][width]. */
  toArray(): Float32Array {
    return this.#values.slice(0, this.#frames * this.#width);
  }
}
