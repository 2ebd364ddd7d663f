import type { Loudness } from "../loudness/index.ts";
import { AudioError, type PcmBlock } from "../pcm.ts";
import { describeBandwidth } from "./bandwidth.ts";
import { ClippingMeter } from "./clipping.ts";
import { FRAME_SECONDS, FrameBuffer } from "./frame-buffer.ts";
import { FrameStatistics } from "./frame-statistics.ts";
import { SpectrumMeter } from "./long-term-spectrum.ts";
import { masteringHints } from "./mastering.ts";
import { findNoiseFloor } from "./noise-floor.ts";
import type { Dynamics, Quality } from "./quality.ts";
import { scoreQuality } from "./score.ts";
import { findSilence } from "./silence.ts";
import { deadChannels, describeStereo } from "./stereo.ts";

const MIN_RATE = 8_000;
const MAX_RATE = 192_000;
const MAX_CHANNELS = 8;
/** From this length on a mean of samples is an offset and not a low note. */
const OFFSET_SECONDS = 3;

interface Format {
  sampleRate: number;
  frame: FrameBuffer;
  statistics: FrameStatistics;
  clipping: ClippingMeter;
  spectrum: SpectrumMeter;
}

/**
 * Judges a stream of sound: 1 to 8 channels at 8 to 192 kHz, at the file's own rate. The result does not depend on how
 * the stream is cut into blocks. Non-finite samples count as 0. Holds a transform's window and a few numbers for each
 * 20 ms (about 0.25 MB for 20 minutes).
 */
export class QualityMeter {
  #format: Format | undefined;
  #channels = 0;

  /**
   * Adds the next stretch of sound.
   * @throws AudioError `unsupported_audio` for a channel count or rate out of range, or when either changes in mid-stream
   */
  push({ channels, sampleRate }: PcmBlock): void {
    const format = this.#formatOf(channels.length, sampleRate);
    for (let start = 0; start < channels[0]!.length; ) {
      start += format.frame.take(channels, start);
      if (format.frame.isFull) closeFrame(format);
    }
  }

  /**
   * Closes the stream and says how good it is; call it once.
   * @param loudness of the same sound, from `LoudnessMeter`
   */
  finish(loudness: Loudness): Quality {
    const channels = this.#channels;
    const format = this.#format ?? this.#formatOf(1, MIN_RATE);
    if (format.frame.filled > 0) closeFrame(format);
    const { sampleRate, statistics, clipping, spectrum } = format;
    const totals = statistics.finish();
    const seconds = totals.frames / sampleRate;
    const silence = findSilence(totals.levels, seconds);
    const measured = {
      seconds,
      sampleRate,
      channels,
      loudness,
      clipping: clipping.finish(loudness.samplePeak),
      dcOffset: {
        channels: totals.channels.map(({ sum }) => (totals.frames > 0 ? sum / totals.frames : 0)),
        confidence: Math.min(1, seconds / OFFSET_SECONDS),
      },
      stereo: describeStereo(totals, seconds),
      deadChannels: deadChannels(totals),
      noiseFloor: findNoiseFloor(totals.levels),
      bandwidth: describeBandwidth(
        spectrum.finish(),
        (1 - silence.share) * totals.levels.length * FRAME_SECONDS,
      ),
      silence,
      dynamics: dynamicsOf(loudness, meanLevel(totals.channels, totals.frames)),
    };
    return { ...measured, score: scoreQuality(measured), mastering: masteringHints(loudness) };
  }

  #formatOf(channels: number, sampleRate: number): Format {
    if (this.#format) {
      if (channels === this.#channels && sampleRate === this.#format.sampleRate) return this.#format;
      throw new AudioError(
        "unsupported_audio",
        "The sample rate or channel count changes within the recording.",
      );
    }
    if (channels < 1 || channels > MAX_CHANNELS) {
      throw new AudioError("unsupported_audio", `${channels} channels; 1 to ${MAX_CHANNELS} can be judged.`);
    }
    if (!(sampleRate >= MIN_RATE && sampleRate <= MAX_RATE)) {
      throw new AudioError(
        "unsupported_audio",
        `${sampleRate} Hz; ${MIN_RATE} to ${MAX_RATE} Hz can be judged.`,
      );
    }
    this.#channels = channels;
    const frame = new FrameBuffer(channels, sampleRate);
    this.#format = {
      sampleRate,
      frame,
      statistics: new FrameStatistics(frame),
      clipping: new ClippingMeter(frame, sampleRate),
      spectrum: new SpectrumMeter(channels, sampleRate),
    };
    return this.#format;
  }
}

function closeFrame({ frame, statistics, clipping, spectrum }: Format): void {
  const samples = frame.samples();
  statistics.add();
  clipping.add(samples);
  spectrum.add(samples);
  frame.next();
}

/** Root mean square of all channels in dBFS; null for silence. */
function meanLevel(channels: readonly { square: number }[], frames: number): number | null {
  const energy = channels.reduce((sum, { square }) => sum + square, 0);
  return energy > 0 ? 10 * Math.log10(energy / (frames * channels.length)) : null;
}

function dynamicsOf(
  { samplePeak, truePeak, integrated, shortTermMax }: Loudness,
  level: number | null,
): Dynamics {
  const over = (peak: number | null, base: number | null) =>
    peak === null || base === null ? null : peak - base;
  return {
    crestFactor: over(samplePeak, level),
    peakToLoudness: over(truePeak, integrated),
    peakToShortTerm: over(truePeak, shortTermMax),
  };
}
