import type { LevelsKernel } from "./levels-kernel.ts";
import { FULL_SCALE, LARGEST_FLOAT } from "./sample-limits.ts";
import { oversampling, truePeakFilter } from "./true-peak-filter.ts";

/** Samples in a block of the kernels' search. */
const BLOCK = 32;
/**
 * Blocks kept from the chunk before: the last is searched once its right-hand side is known, the other is its
 * left.
 */
const HISTORY = 2;

interface Channel {
  samples: number;
  bounds: number;
}

/** Sample peak, true peak and clipping over all channels, chunk by chunk, in a kernel's memory. */
export class PeakMeter {
  /** Where each channel's next chunk is to be written: f32[chunk]. */
  readonly inputPointers: number[];
  readonly #kernel: LevelsKernel;
  readonly #channels: Channel[];
  readonly #filter: { pointer: number; pairCount: number; reach: number };
  #blocks = 0;
  #frames = 0;
  #clipped = 0;
  #samplePeak = 0;
  #truePeak = 0;

  /** @param chunk most frames in a chunk, a multiple of 32 */
  constructor(kernel: LevelsKernel, channels: number, sampleRate: number, chunk: number) {
    this.#kernel = kernel;
    const { pairs, pairCount, reach } = truePeakFilter(oversampling(sampleRate));
    this.#filter = { pointer: kernel.allocate(pairs.byteLength), pairCount, reach };
    kernel.floats(this.#filter.pointer, pairs.length).set(pairs);
    this.#channels = Array.from({ length: channels }, () => ({
      samples: kernel.allocate(4 * (HISTORY * BLOCK + chunk)),
      bounds: kernel.allocate(8 * (HISTORY + chunk / BLOCK)),
    }));
    this.inputPointers = this.#channels.map(({ samples }) => samples + 4 * HISTORY * BLOCK);
  }

  /**
   * Reads the samples of the chunk and replaces the non-finite ones by 0.
   *
   * @param frames frames in the chunk; not a multiple of 32 only in the last one
   */
  scan(frames: number): void {
    this.#blocks = Math.ceil(frames / BLOCK);
    this.#frames += frames;
    for (const { samples, bounds } of this.#channels) {
      const input = samples + 4 * HISTORY * BLOCK;
      this.#kernel.floats(input, this.#blocks * BLOCK).fill(0, frames);
      const out = bounds + 8 * HISTORY;
      this.#clipped += this.#kernel.run.scanLevels(input, this.#blocks, out, FULL_SCALE);
      const pairs = this.#kernel.floats(out, 2 * this.#blocks);
      for (let i = 0; i < pairs.length; i += 2) this.#samplePeak = Math.max(this.#samplePeak, pairs[i]!);
    }
  }

  /** Looks between the samples of the scanned chunk, one block late, and makes room for the next. */
  search(): void {
    this.#truePeak = Math.max(this.#truePeak, this.#samplePeak);
    const { pointer, pairCount, reach } = this.#filter;
    for (const { samples, bounds } of this.#channels) {
      this.#truePeak = this.#kernel.run.interpolatedPeak(
        samples + 4 * (HISTORY - 1) * BLOCK,
        this.#blocks,
        bounds + 8 * (HISTORY - 1),
        pointer,
        pairCount,
        reach,
        this.#truePeak,
      );
      const kept = HISTORY * BLOCK;
      const used = this.#blocks * BLOCK;
      this.#kernel.floats(samples, used + kept).copyWithin(0, used);
      this.#kernel.floats(bounds, 2 * (this.#blocks + HISTORY)).copyWithin(0, 2 * this.#blocks);
    }
  }

  /**
   * Searches the last block, followed by silence, and returns linear magnitudes (1 is full scale) and the
   * clipped share.
   */
  finish(): { truePeak: number; samplePeak: number; clippedShare: number } {
    for (const pointer of this.inputPointers) this.#kernel.floats(pointer, BLOCK).fill(0);
    const frames = this.#frames;
    this.scan(BLOCK);
    this.search();
    return {
      // Between samples near the largest float the waveform would reach beyond what a float holds.
      truePeak: Math.min(this.#truePeak, LARGEST_FLOAT),
      samplePeak: this.#samplePeak,
      clippedShare: frames ? this.#clipped / (frames * this.#channels.length) : 0,
    };
  }
}
