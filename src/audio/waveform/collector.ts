import { AudioError, type PcmBlock } from "../pcm.ts";
import type { Waveform } from "./waveform.ts";

/** Samples of a pixel to begin with: what audiowaveform's own default is, too. */
const SAMPLES_PER_PIXEL = 256;
/** Pixels are joined in pairs when there would be more: 25 minutes at 44.1 kHz. A multiple of 2. */
const MOST_PIXELS = 2 ** 18;
const FIRST_PIXELS = 4096;

/**
 * Gathers a waveform from a stream of sound. Holds 4 bytes a pixel and channel, at most 1 MB a channel: a longer recording
 * gets coarser pixels. How the stream is cut changes nothing. NaN is left out; what is beyond full scale is drawn at it.
 */
export class WaveformCollector {
  readonly #split: boolean;
  readonly #mostPixels: number;
  #sampleRate = 0;
  #channels = 0;
  #samplesPerPixel = SAMPLES_PER_PIXEL;
  #data = new Int16Array(0);
  #pixels = 0;
  /** Samples in the pixel under way, and its lowest and highest sample for each channel. */
  #filled = 0;
  #low: Float64Array = new Float64Array(0);
  #high: Float64Array = new Float64Array(0);

  /**
   * @param split whether each channel is kept; else the mean of all of them is
   * @param mostPixels an even number
   */
  constructor({ split = false, mostPixels = MOST_PIXELS }: { split?: boolean; mostPixels?: number } = {}) {
    this.#split = split;
    this.#mostPixels = mostPixels;
  }

  /** @throws AudioError `unsupported_audio` when rate or channel count change in mid-stream */
  push({ channels, sampleRate }: PcmBlock): void {
    this.#prepare(channels.length, sampleRate);
    const length = channels[0]!.length;
    for (let start = 0; start < length; ) {
      const end = Math.min(length, start + this.#samplesPerPixel - this.#filled);
      if (this.#split) for (const [c, channel] of channels.entries()) this.#reach(channel, start, end, c);
      else if (channels.length === 1) this.#reach(channels[0]!, start, end, 0);
      else this.#reachMixed(channels, start, end);
      this.#filled += end - start;
      start = end;
      if (this.#filled === this.#samplesPerPixel) this.#closePixel();
    }
  }

  /** The waveform; the last pixel may be of fewer samples. Of an empty stream one with no pixels. */
  finish(): Waveform {
    if (this.#filled > 0) this.#closePixel();
    const channels = this.#split ? Math.max(1, this.#channels) : 1;
    return {
      sampleRate: this.#sampleRate,
      samplesPerPixel: this.#samplesPerPixel,
      channels,
      length: this.#pixels,
      data: this.#data.slice(0, 2 * channels * this.#pixels),
    };
  }

  #prepare(channels: number, sampleRate: number): void {
    if (channels === this.#channels && sampleRate === this.#sampleRate) return;
    if (this.#channels !== 0) {
      throw new AudioError(
        "unsupported_audio",
        "The sample rate or channel count changes within the recording.",
      );
    }
    this.#channels = channels;
    this.#sampleRate = sampleRate;
    const kept = this.#split ? channels : 1;
    this.#data = new Int16Array(2 * kept * FIRST_PIXELS);
    this.#low = new Float64Array(kept).fill(Number.POSITIVE_INFINITY);
    this.#high = new Float64Array(kept).fill(Number.NEGATIVE_INFINITY);
  }

  #reach(samples: Float32Array, start: number, end: number, c: number): void {
    let low = this.#low[c]!;
    let high = this.#high[c]!;
    for (let i = start; i < end; i++) {
      const x = samples[i]!;
      if (x < low) low = x;
      if (x > high) high = x;
    }
    this.#low[c] = low;
    this.#high[c] = high;
  }

  #reachMixed(channels: readonly Float32Array[], start: number, end: number): void {
    const [first, second] = channels;
    let low = this.#low[0]!;
    let high = this.#high[0]!;
    const more = channels.length > 2;
    for (let i = start; i < end; i++) {
      let sum = first![i]! + second![i]!;
      if (more) for (let c = 2; c < channels.length; c++) sum += channels[c]![i]!;
      if (sum < low) low = sum;
      if (sum > high) high = sum;
    }
    this.#low[0] = low;
    this.#high[0] = high;
  }

  #closePixel(): void {
    const kept = this.#low.length;
    const scale = 32_768 / (this.#split ? 1 : this.#channels);
    if (2 * kept * this.#pixels === this.#data.length) {
      const larger = new Int16Array(2 * this.#data.length);
      larger.set(this.#data);
      this.#data = larger;
    }
    for (let c = 0; c < kept; c++) {
      const at = 2 * (this.#pixels * kept + c);
      const isEmpty = this.#low[c]! > this.#high[c]!;
      this.#data[at] = isEmpty ? 0 : clamped(this.#low[c]! * scale);
      this.#data[at + 1] = isEmpty ? 0 : clamped(this.#high[c]! * scale);
    }
    this.#low.fill(Number.POSITIVE_INFINITY);
    this.#high.fill(Number.NEGATIVE_INFINITY);
    this.#filled = 0;
    this.#pixels++;
    if (this.#pixels === this.#mostPixels) this.#joinPairs(kept);
  }

  #joinPairs(kept: number): void {
    for (let pixel = 0; pixel < this.#pixels / 2; pixel++) {
      for (let c = 0; c < kept; c++) {
        const [to, one, two] = [pixel, 2 * pixel, 2 * pixel + 1].map((p) => 2 * (p * kept + c)) as [
          number,
          number,
          number,
        ];
        this.#data[to] = Math.min(this.#data[one]!, this.#data[two]!);
        this.#data[to + 1] = Math.max(this.#data[one + 1]!, this.#data[two + 1]!);
      }
    }
    this.#pixels /= 2;
    this.#samplesPerPixel *= 2;
  }
}

const clamped = (value: number) => Math.max(-32_768, Math.min(32_767, Math.round(value)));
