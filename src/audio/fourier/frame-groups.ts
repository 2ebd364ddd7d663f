import { LANES } from "./long-frames.ts";

interface Framing {
  /** Samples in a frame. */
  frame: number;
  /** Samples from the start of a frame to that of the next. */
  hop: number;
  /** Samples of silence before the first. */
  leading?: number;
}

/**
 * Cuts a stream into frames that overlap, and hands them over by fours. Which frame stands in which group depends on its
 * number alone, never on how the stream is cut into pushes.
 */
export class FrameGroups {
  readonly #frame: number;
  readonly #hop: number;
  readonly #samples: Float32Array;
  readonly #analyse: (samples: Float32Array, frames: number) => void;
  #filled: number;
  #frames = 0;

  /**
   * @param analyse is given the samples of a group, `frame + 3 * hop` of them, valid during the call, and how many of its
   *   frames count: four, but for the last group
   */
  constructor(
    { frame, hop, leading = 0 }: Framing,
    analyse: (samples: Float32Array, frames: number) => void,
  ) {
    this.#frame = frame;
    this.#hop = hop;
    this.#samples = new Float32Array(frame + (LANES - 1) * hop);
    this.#analyse = analyse;
    this.#filled = leading;
  }

  /** Adds samples, any number of them. */
  push(samples: Float32Array): void {
    for (let at = 0; at < samples.length; ) {
      const part = samples.subarray(at, at + this.#samples.length - this.#filled);
      this.#samples.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#samples.length) this.#close(LANES);
    }
  }

  /**
   * Hands the last frames over; call it once.
   * @param frames that the stream has in all, silence behind its end; without it, those that it fills
   */
  finish(frames = this.#frames + this.#complete): void {
    while (this.#frames < frames) {
      this.#samples.fill(0, this.#filled);
      this.#filled = this.#samples.length;
      this.#close(Math.min(LANES, frames - this.#frames));
    }
  }

  /** Frames that wait for the rest of their group. */
  get #complete(): number {
    return Math.max(0, Math.floor((this.#filled - this.#frame) / this.#hop) + 1);
  }

  #close(frames: number): void {
    this.#analyse(this.#samples, frames);
    this.#frames += frames;
    this.#samples.copyWithin(0, LANES * this.#hop);
    this.#filled -= LANES * this.#hop;
  }
}
