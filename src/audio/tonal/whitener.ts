import type { Address, NetworkKernel } from "../network/index.ts";
import { SEMITONES, type TonalFrames } from "./tonal-frames.ts";

/** Bytes of a whitened frame. */
export const WHITE_BYTES = 4 * SEMITONES;

/**
 * How far each semitone of a frame stands out of its surroundings: 0 at or under their mean, 1 at 10 dB above it, 2.5 at most; what lies
 * 60 dB below the frame's loudest semitone, or 90 dB below full scale, counts as that. Neither gain nor the tilt of an
 * equaliser changes it much (after the spectral whitening of Mauch & Dixon, ISMIR 2010).
 */
export class Whitener {
  readonly #kernel: NetworkKernel;
  readonly #reach: number;
  readonly #levels: Address;
  /** f32[frames][84] that `whiten` has written. */
  readonly rows: Address;

  /**
   * @param reach semitones on each side that make up the surroundings, at most 31
   * @param most frames that will be whitened at once, at most
   */
  constructor(kernel: NetworkKernel, reach: number, most: number) {
    this.#kernel = kernel;
    this.#reach = reach;
    this.#levels = kernel.allocate(most * SEMITONES);
    this.rows = kernel.allocate(most * WHITE_BYTES);
  }

  /** Whitens frames `first` to `end - 1`; their rows are at `rows`. */
  whiten({ levels }: Pick<TonalFrames, "levels">, first: number, end: number): void {
    const { bytes, run } = this.#kernel;
    bytes.set(levels.subarray(first * SEMITONES, end * SEMITONES), this.#levels);
    run.whiten(this.#levels, this.#reach, end - first, this.rows);
  }
}
