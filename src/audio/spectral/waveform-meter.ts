import type { SpectralKernel } from "./kernel.ts";
import { FRAME_SAMPLES, HOP_SAMPLES, ZERO_CROSSING_THRESHOLD } from "./settings.ts";

const HOPS_PER_FRAME = FRAME_SAMPLES / HOP_SAMPLES;

/**
 * Root mean square and zero-crossing rate of each frame, from sums over hops: every hop is measured once although four
 * frames overlap in it. Outside the recording samples are 0 for the first and repeat the edge (no crossings) for the
 * second, which is librosa's padding.
 */
export class WaveformMeter {
  readonly #kernel: SpectralKernel;
  /** Sum of squares of each hop of the input buffer. */
  readonly #energy: Float64Array;
  /** Sign changes inside each hop, and (0 or 1) from the hop before to this one. */
  readonly #inside: Uint16Array;
  readonly #entering: Uint8Array;
  #lastIsNegative: boolean | undefined;

  /** @param hops how many hops the input buffer holds */
  constructor(kernel: SpectralKernel, hops: number) {
    this.#kernel = kernel;
    this.#energy = new Float64Array(hops);
    this.#inside = new Uint16Array(hops);
    this.#entering = new Uint8Array(hops);
  }

  /**
   * Measures one hop of the input buffer.
   * @param hop its index there
   * @param samples how many samples of it belong to the recording, 1 to HOP_SAMPLES; zeros must follow
   */
  measure(hop: number, samples: number): void {
    const { call } = this.#kernel;
    const address = this.#kernel.address("inputSamples") + hop * HOP_SAMPLES * 4;
    this.#energy[hop] = call.energy(address, HOP_SAMPLES);
    this.#inside[hop] = call.crossings(address, samples);
    const first = this.#isNegative(address);
    this.#entering[hop] = this.#lastIsNegative !== undefined && first !== this.#lastIsNegative ? 1 : 0;
    this.#lastIsNegative = this.#isNegative(address + (samples - 1) * 4);
  }

  /** Values of the frame that starts with hop `hop` of the input buffer. */
  frame(hop: number): { rms: number; zeroCrossingRate: number } {
    let energy = 0;
    let crossings = 0;
    for (let h = hop; h < hop + HOPS_PER_FRAME; h++) {
      energy += this.#energy[h]!;
      crossings += this.#inside[h]!;
      if (h > hop) crossings += this.#entering[h]!;
    }
    return { rms: Math.sqrt(energy / FRAME_SAMPLES), zeroCrossingRate: crossings / FRAME_SAMPLES };
  }

  /** Follows the input buffer when what begins with hop `from` moves to its start. */
  shift(from: number): void {
    for (const values of [this.#energy, this.#inside, this.#entering]) {
      values.copyWithin(0, from);
      values.fill(0, values.length - from);
    }
  }

  #isNegative(address: number): boolean {
    return this.#kernel.floats[address >> 2]! < -ZERO_CROSSING_THRESHOLD;
  }
}
