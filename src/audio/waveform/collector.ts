import { LevelsKernel } from "../loudness/levels-kernel.ts";
import { AudioError, type PcmBlock } from "../pcm.ts";
import type { Waveform } from "./waveform.ts";

/** Samples of a pixel to begin with: what audiowaveform's own default is, too. */
const SAMPLES_PER_PIXEL = 256;
/** Pixels are joined in pairs when there would be more: 25 minutes at 44.1 kHz. A multiple of 2. */
const MOST_PIXELS = 2 ** 18;
const FIRST_PIXELS = 4096;
/** Samples of a channel that are brought into the kernel's memory at a time. */
const CHUNK = 4096;

/**
 * Gathers a waveform from a stream of sound, of each channel that it is given. Holds 4 bytes a pixel and channel, at most 1 MB a channel: a longer recording
 * gets coarser pixels. How the stream is cut changes nothing. NaN is left out; what is beyond full scale is drawn at it.
 */
export class WaveformCollector {
  readonly #mostPixels: number;
  readonly #kernel = new LevelsKernel();
  /** In the kernel's memory: samples of a channel, and each channel's lowest and highest one of the pixel under way. */
  #chunk: Float32Array = new Float32Array(0);
  #reaches: Float32Array = new Float32Array(0);
  #sampleRate = 0;
  #samplesPerPixel = SAMPLES_PER_PIXEL;
  #data = new Int16Array(0);
  #pixels = 0;
  /** Samples in the pixel under way. */
  #filled = 0;

  /** @param mostPixels an even number */
  constructor({ mostPixels = MOST_PIXELS }: { mostPixels?: number } = {}) {
    this.#mostPixels = mostPixels;
  }

  /** @throws AudioError `unsupported_audio` when rate or channel count change in mid-stream */
  push({ channels, sampleRate }: PcmBlock): void {
    this.#prepare(channels.length, sampleRate);
    const length = channels[0]!.length;
    for (let start = 0; start < length; ) {
      const end = Math.min(length, start + CHUNK, start + this.#samplesPerPixel - this.#filled);
      for (const [c, channel] of channels.entries()) {
        this.#chunk.set(channel.subarray(start, end));
        this.#kernel.run.reach(this.#chunk.byteOffset, end - start, this.#reaches.byteOffset + 8 * c);
      }
      this.#filled += end - start;
      start = end;
      if (this.#filled === this.#samplesPerPixel) this.#closePixel();
    }
  }

  /** The waveform; the last pixel may be of fewer samples. Of an empty stream one with no pixels. */
  finish(): Waveform {
    if (this.#filled > 0) this.#closePixel();
    const channels = Math.max(1, this.#reaches.length / 2);
    return {
      sampleRate: this.#sampleRate,
      samplesPerPixel: this.#samplesPerPixel,
      channels,
      length: this.#pixels,
      data: this.#data.slice(0, 2 * channels * this.#pixels),
    };
  }

  #prepare(channels: number, sampleRate: number): void {
    if (2 * channels === this.#reaches.length && sampleRate === this.#sampleRate) return;
    if (this.#reaches.length > 0) {
      throw new AudioError(
        "unsupported_audio",
        "The sample rate or channel count changes within the recording.",
      );
    }
    this.#sampleRate = sampleRate;
    this.#data = new Int16Array(2 * channels * FIRST_PIXELS);
    const [chunk, reaches] = [this.#kernel.allocate(4 * CHUNK), this.#kernel.allocate(8 * channels)];
    this.#chunk = this.#kernel.floats(chunk, CHUNK);
    this.#reaches = this.#kernel.floats(reaches, 2 * channels);
    this.#startPixel();
  }

  #startPixel(): void {
    this.#filled = 0;
    for (let i = 0; i < this.#reaches.length; i += 2) {
      this.#reaches[i] = Number.POSITIVE_INFINITY;
      this.#reaches[i + 1] = Number.NEGATIVE_INFINITY;
    }
  }

  #closePixel(): void {
    const values = this.#reaches.length;
    if (values * this.#pixels === this.#data.length) {
      const larger = new Int16Array(2 * this.#data.length);
      larger.set(this.#data);
      this.#data = larger;
    }
    for (let i = 0; i < values; i += 2) {
      const at = this.#pixels * values + i;
      const [low, high] = [this.#reaches[i]!, this.#reaches[i + 1]!];
      this.#data[at] = low > high ? 0 : inSteps(low);
      this.#data[at + 1] = low > high ? 0 : inSteps(high);
    }
    this.#startPixel();
    this.#pixels++;
    if (this.#pixels === this.#mostPixels) this.#joinPairs(values);
  }

  #joinPairs(values: number): void {
    for (let pixel = 0; pixel < this.#pixels / 2; pixel++) {
      for (let i = 0; i < values; i += 2) {
        const [to, one, two] = [pixel * values + i, 2 * pixel * values + i, (2 * pixel + 1) * values + i];
        this.#data[to] = Math.min(this.#data[one]!, this.#data[two]!);
        this.#data[to + 1] = Math.max(this.#data[one + 1]!, this.#data[two + 1]!);
      }
    }
    this.#pixels /= 2;
    this.#samplesPerPixel *= 2;
  }
}

/** In steps of 16 bits. */
const inSteps = (sample: number) => Math.max(-32_768, Math.min(32_767, Math.round(32_768 * sample)));
