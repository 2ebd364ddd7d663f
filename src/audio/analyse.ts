import { type AudioFormat, type DecodeLimits, decode } from "./decode/index.ts";
import { type Loudness, LoudnessMeter } from "./loudness/index.ts";
import { AudioError } from "./pcm.ts";
import { downmix, Resampler } from "./resample/index.ts";
import {
  bassOnsetStrength,
  estimateTempo,
  estimateTimeSignature,
  type TempoEstimate,
  type TimeSignatureEstimate,
} from "./rhythm/index.ts";
import { type Descriptors, SpectralAnalyser, type SpectralResult } from "./spectral/index.ts";
import { estimateKey, type KeyEstimate } from "./tonal/index.ts";
import { ANALYSER_VERSION } from "./version/index.ts";

/** The rate that everything but loudness is computed at, in Hz. */
export const ANALYSIS_RATE = 22_050;

/** All that one pass over a recording finds out. */
export interface TrackAnalysis {
  analyser: string;
  seconds: number;
  /** As the file has them. */
  sampleRate: number;
  channels: number;
  loudness: Loudness;
  tempo: TempoEstimate;
  timeSignature: TimeSignatureEstimate;
  key: KeyEstimate;
  /** How far A4 lies from 440 Hz, in fractions of a semitone, -0.5 to 0.5. */
  tuning: number;
  /** Means and standard deviations over the frames, which models read. */
  descriptors: Descriptors;
}

/**
 * Analyses a recording in one pass, as its bytes arrive. Memory stays bounded for any length: no more than a second
 * of sound and a few numbers a frame are held.
 * @param onProgress told the seconds analysed so far, after each block of sound; a rejection stops the analysis
 * @param inspect shown the frames before their memory is given up, for what is not in the summary
 * @throws AudioError when the recording cannot be decoded, is too long, or has no sound in it
 */
export async function analyse(
  format: AudioFormat,
  bytes: AsyncIterable<Uint8Array>,
  limits: DecodeLimits,
  onProgress: (seconds: number) => Promise<void> | void = () => {},
  inspect: (spectral: SpectralResult) => Promise<void> | void = () => {},
): Promise<TrackAnalysis> {
  const meter = new LoudnessMeter();
  const spectral = new SpectralAnalyser();
  let resampler: Resampler | undefined;
  let sampleRate = 0;
  let channels = 0;
  let samples = 0;

  try {
    for await (const block of decode(format, bytes, limits)) {
      resampler ??= new Resampler(block.sampleRate, ANALYSIS_RATE);
      sampleRate = block.sampleRate;
      channels = block.channels.length;
      samples += block.channels[0]?.length ?? 0;
      meter.push(block);
      spectral.push(resampler.push(downmix(block)));
      await onProgress(samples / sampleRate);
    }
    if (!resampler || samples === 0) throw new AudioError("empty_audio", "There is no sound in this file.");
    spectral.push(resampler.finish());

    const result = spectral.finish();
    await inspect(result);
    const { onsetEnvelope, frameRate, chroma, frames, rms, tuning, logMel, descriptors } = result;
    const bass = bassOnsetStrength(logMel);
    const tempo = estimateTempo(onsetEnvelope, frameRate, bass);
    return {
      analyser: ANALYSER_VERSION,
      seconds: samples / sampleRate,
      sampleRate,
      channels,
      loudness: meter.finish(),
      tempo,
      timeSignature: estimateTimeSignature(bass, frameRate, tempo),
      key: estimateKey(chroma, frames, rms),
      tuning,
      descriptors,
    };
  } finally {
    spectral.release();
  }
}
