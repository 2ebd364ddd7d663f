import { AudioError, type PcmBlock } from "../pcm.ts";
import { channelWeights, MAX_CHANNELS } from "./channel-weights.ts";
import {
  integratedLoudness,
  type LoudnessCourse,
  loudnessBetween,
  loudnessCourse,
  loudnessRange,
} from "./gating.ts";
import { LevelsKernel } from "./levels-kernel.ts";
import { PeakMeter } from "./peak-meter.ts";
import { WeightedEnergy } from "./weighted-energy.ts";

const MIN_RATE = 8_000;
const MAX_RATE = 192_000;
/**
 * Frames that the kernels take at a time: a multiple of the peak search's block, small enough to stay in the
 * L1 cache.
 */
const CHUNK = 2_048;

export interface Loudness extends LoudnessCourse {
  /** Integrated loudness in LUFS (ITU-R BS.1770-5); null when nothing lies above its -70 LUFS gate. */
  integrated: number | null;
  /**
   * Loudness range in LU (EBU Tech 3342); null when nothing lies above the gate or the recording is shorter
   * than 3 s.
   */
  range: number | null;
  /**
   * Largest magnitude of the waveform, between the samples too, in dBTP (BS.1770-5, Annex 2); null for
   * silence.
   */
  truePeak: number | null;
  /** Largest magnitude of a sample, in dBFS; null for silence. */
  samplePeak: number | null;
  /** Share of all samples, from 0 to 1, at or over full scale (one 16-bit step of tolerance). */
  clippedShare: number;
}

interface Format {
  sampleRate: number;
  kernel: LevelsKernel;
  /** Where the next chunk of each channel is gathered. */
  inputs: Float32Array[];
  peaks: PeakMeter;
  energy: WeightedEnergy;
}

const toDecibels = (magnitude: number): number | null => (magnitude > 0 ? 20 * Math.log10(magnitude) : null);

/**
 * Measures loudness and peaks of a stream of sound: 1 to 8 channels (in the order of WAV and FLAC) at 8 to
 * 192 kHz. The result does not depend on how the stream is cut into blocks. Non-finite samples count as 0.
 * Holds one chunk a channel and one number for each 100 ms.
 */
export class LoudnessMeter {
  #format: Format | undefined;
  #filled = 0;

  /**
   * Adds the next stretch of sound.
   *
   * @throws AudioError `unsupported_audio` for a channel count or rate out of range, or when either changes in mid-stream
   */
  push(block: PcmBlock): void {
    const format = this.#formatOf(block);
    const frames = block.channels[0]!.length;
    for (let start = 0; start < frames; ) {
      const count = Math.min(frames - start, CHUNK - this.#filled);
      for (const [c, input] of format.inputs.entries()) {
        input.set(block.channels[c]!.subarray(start, start + count), this.#filled);
      }
      start += count;
      this.#filled += count;
      if (this.#filled === CHUNK) this.#process(format);
    }
  }

  /**
   * Closes the stream and returns what was measured; call it once. Of an empty stream everything is null or
   * 0.
   */
  finish(): Loudness {
    const format = this.#format;
    if (!format) {
      return {
        integrated: null,
        range: null,
        truePeak: null,
        samplePeak: null,
        clippedShare: 0,
        ...loudnessCourse([]),
      };
    }
    this.#process(format);
    const { truePeak, samplePeak, clippedShare } = format.peaks.finish();
    const steps = format.energy.stepPowers;
    return {
      integrated: integratedLoudness(steps),
      range: loudnessRange(steps),
      truePeak: toDecibels(truePeak),
      samplePeak: toDecibels(samplePeak),
      clippedShare,
      ...loudnessCourse(steps),
    };
  }

  /** Loudness of a stretch of what was pushed, in LUFS, without gates; -70 for silence. For after `finish`. */
  between(start: number, end: number): number {
    return loudnessBetween(this.#format?.energy.stepPowers ?? [], start, end);
  }

  #process(format: Format): void {
    // The scan goes first: it repairs non-finite samples in place.
    format.peaks.scan(this.#filled);
    format.energy.process(this.#filled);
    format.peaks.search();
    this.#filled = 0;
  }

  #formatOf({ channels, sampleRate }: PcmBlock): Format {
    if (this.#format) {
      if (channels.length !== this.#format.inputs.length || sampleRate !== this.#format.sampleRate) {
        throw new AudioError(
          "unsupported_audio",
          "The sample rate or channel count changes within the recording.",
        );
      }
      return this.#format;
    }
    if (channels.length < 1 || channels.length > MAX_CHANNELS) {
      throw new AudioError(
        "unsupported_audio",
        `${channels.length} channels; 1 to ${MAX_CHANNELS} can be measured.`,
      );
    }
    if (!(sampleRate >= MIN_RATE && sampleRate <= MAX_RATE)) {
      throw new AudioError(
        "unsupported_audio",
        `${sampleRate} Hz; ${MIN_RATE} to ${MAX_RATE} Hz can be measured.`,
      );
    }
    const kernel = new LevelsKernel();
    const peaks = new PeakMeter(kernel, channels.length, sampleRate, CHUNK);
    const energy = new WeightedEnergy(
      kernel,
      peaks.inputPointers,
      channelWeights(channels.length),
      sampleRate,
    );
    const inputs = peaks.inputPointers.map((pointer) => kernel.floats(pointer, CHUNK));
    this.#format = { sampleRate, kernel, inputs, peaks, energy };
    return this.#format;
  }
}
