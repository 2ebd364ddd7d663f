import { LevelsKernel } from "../loudness/levels-kernel.ts";
import { AudioError, type PcmBlock } from "../pcm.ts";
import type { DecodeLimits } from "./formats.ts";

/** Frames of a block at most; never more than a second of sound. */
const BLOCK_FRAMES = 16_384;

/**
 * Largest magnitude let through: 24 dB over full scale. Decoders overshoot 1 by a little and float files by more; beyond
 * this it is damage, and squaring it later must not overflow.
 */
const CEILING = 16;

/**
 * Gathers what a decoder gives, frame by frame, into blocks of even size; checks rate, channels and length against the
 * limits; and makes every sample finite. All blocks share one memory: a block's samples hold until the next one is asked
 * for, or a long recording would leave a gigabyte of garbage behind.
 */
export class BlockAssembler {
  /** Frames taken so far. */
  frames = 0;
  sampleRate = 0;
  channelCount = 0;
  readonly #limits: DecodeLimits;
  #kernel: LevelsKernel | undefined;
  /** In the kernel's memory. */
  #pending: Float32Array[] = [];
  #filled = 0;
  #blockFrames = BLOCK_FRAMES;

  constructor(limits: DecodeLimits) {
    this.#limits = limits;
  }

  /** Seconds taken so far. */
  get seconds(): number {
    return this.sampleRate === 0 ? 0 : this.frames / this.sampleRate;
  }

  /**
   * Declares the rate and channels of what follows. Throws `unsupported_audio` when they are outside the limits or not those
   * declared before: a recording that changes them midway is refused, because its parts are different recordings.
   */
  begin(sampleRate: number, channelCount: number): void {
    if (sampleRate === this.sampleRate && channelCount === this.channelCount) return;
    if (this.sampleRate !== 0) {
      throw new AudioError(
        "unsupported_audio",
        `The sound changes from ${describe(this.sampleRate, this.channelCount)} to ${describe(sampleRate, channelCount)} at ${this.seconds.toFixed(1)} s; split it into files of one kind.`,
      );
    }
    checkShape(sampleRate, channelCount, this.#limits);
    this.sampleRate = sampleRate;
    this.channelCount = channelCount;
    this.#blockFrames = Math.min(BLOCK_FRAMES, sampleRate);
    const kernel = new LevelsKernel();
    const pointers = Array.from({ length: channelCount }, () => kernel.allocate(4 * this.#blockFrames));
    this.#pending = pointers.map((pointer) => kernel.floats(pointer, this.#blockFrames));
    this.#kernel = kernel;
  }

  /**
   * Takes `count` frames from the start of each array (one per channel, as declared) and yields each block that fills up.
   * The arrays may be views of memory that changes later. Throws `audio_too_long` as soon as the limit is passed.
   */
  *push(channels: Float32Array[], count: number): Generator<PcmBlock, void, undefined> {
    this.frames += count;
    if (this.frames > this.#limits.maxSeconds * this.sampleRate) {
      throw new AudioError(
        "audio_too_long",
        `The recording is longer than ${this.#limits.maxSeconds} seconds, the most that is analysed.`,
      );
    }
    for (let from = 0; from < count; ) {
      const size = Math.min(count - from, this.#blockFrames - this.#filled);
      for (let c = 0; c < channels.length; c++) {
        const pending = this.#pending[c]!;
        pending.set(channels[c]!.subarray(from, from + size), this.#filled);
        this.#kernel!.run.repair(pending.byteOffset + 4 * this.#filled, size, CEILING);
      }
      from += size;
      this.#filled += size;
      if (this.#filled === this.#blockFrames) {
        yield { channels: this.#pending, sampleRate: this.sampleRate };
        this.#filled = 0;
      }
    }
  }

  /** Yields what is left over. Throws `empty_audio` when nothing at all was taken. */
  *finish(): Generator<PcmBlock, void, undefined> {
    if (this.frames === 0) throw new AudioError("empty_audio", "The file holds no sound.");
    if (this.#filled === 0) return;
    const channels = this.#pending.map((channel) => channel.subarray(0, this.#filled));
    this.#filled = 0;
    yield { channels, sampleRate: this.sampleRate };
  }
}

/** Throws `unsupported_audio` unless the rate (Hz) and the number of channels lie within the limits. */
export function checkShape(sampleRate: number, channelCount: number, limits: DecodeLimits): void {
  if (sampleRate < limits.minRate || sampleRate > limits.maxRate) {
    throw new AudioError(
      "unsupported_audio",
      `The sample rate is ${sampleRate} Hz; ${limits.minRate} to ${limits.maxRate} Hz are supported.`,
    );
  }
  if (channelCount < 1 || channelCount > limits.maxChannels) {
    throw new AudioError(
      "unsupported_audio",
      `The file has ${channelCount} channels; 1 to ${limits.maxChannels} are supported.`,
    );
  }
}

function describe(sampleRate: number, channelCount: number): string {
  return `${sampleRate} Hz, ${channelCount} channel${channelCount === 1 ? "" : "s"}`;
}
