import { type AudioFormat, type DecodeLimits, decode } from "./decode/index.ts";
import { type Fingerprint, Fingerprinter } from "./fingerprint/index.ts";
import { type Loudness, LoudnessMeter } from "./loudness/index.ts";
import { AudioError, type PcmBlock } from "./pcm.ts";
import { type Spectrogram, summariseSpectrogram } from "./picture/index.ts";
import { type Quality, QualityMeter } from "./quality/index.ts";
import { downmix, Resampler } from "./resample/index.ts";
import { analyseRhythm, type Rhythm, tempoOf } from "./rhythm/index.ts";
import { type Descriptors, SpectralAnalyser, type SpectralResult } from "./spectral/index.ts";
import {
  coarseMel,
  type Fades,
  fadesOf,
  type Section,
  type Segment,
  type Sound,
  sectionsOf,
  segmentsOf,
} from "./structure/index.ts";
import { analyseHarmony, type Harmony, type KeyEstimate, keyBetween, TonalAnalyser } from "./tonal/index.ts";
import { ANALYSER_VERSION } from "./version/index.ts";
import { type Voice, voiceOf } from "./voice/index.ts";
import { type Waveform, WaveformCollector } from "./waveform/index.ts";

/** The rate that everything but loudness, quality and the waveform is computed at, in Hz. */
export const ANALYSIS_RATE = 22_050;

/** A section with what is true of it alone. */
export interface TrackSection extends Section {
  /** LUFS, without gates. */
  loudness: number;
  tempo: { bpm: number; confidence: number };
  key: KeyEstimate;
}

/** All that one pass over a recording finds out. */
export interface TrackAnalysis {
  analyser: string;
  seconds: number;
  /** As the file has them. */
  sampleRate: number;
  channels: number;
  loudness: Loudness;
  quality: Quality;
  rhythm: Rhythm;
  harmony: Harmony;
  segments: Segment[];
  sections: TrackSection[];
  fades: Fades;
  voice: Voice;
  /** Means and standard deviations over the frames, which models read. */
  descriptors: Descriptors;
  /** Of the whole recording. */
  fingerprint: Fingerprint;
  waveform: Waveform;
  spectrogram: Spectrogram;
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
  const loudnessMeter = new LoudnessMeter();
  const qualityMeter = new QualityMeter();
  const fingerprinter = new Fingerprinter();
  const waveform = new WaveformCollector();
  const tonal = new TonalAnalyser();
  const spectral = new SpectralAnalyser();

  try {
    const { sampleRate, channels, samples } = await listen(
      () => decode(format, bytes, limits),
      [loudnessMeter, qualityMeter],
      [fingerprinter, waveform],
      [spectral, tonal],
      onProgress,
    );
    const result = spectral.finish();
    await inspect(result);
    const seconds = samples / sampleRate;
    const loudness = loudnessMeter.finish();
    const rhythm = analyseRhythm({ ...result, seconds });
    const sound: Sound = { ...result, seconds, mel: coarseMel(result.logMel) };
    const tones = tonal.finish();
    const startsOf = (intervals: readonly { start: number }[]) => intervals.map(({ start }) => start);
    return {
      analyser: ANALYSER_VERSION,
      seconds,
      sampleRate,
      channels,
      loudness,
      quality: qualityMeter.finish(loudness),
      rhythm,
      harmony: analyseHarmony(tones, startsOf(rhythm.beats)),
      segments: segmentsOf(sound, rhythm.onsets),
      sections: sectionsOf(sound, startsOf(rhythm.bars)).map((section) => {
        const end = section.start + section.duration;
        return {
          ...section,
          loudness: loudnessMeter.between(section.start, end),
          tempo: tempoOf(rhythm, section.start, end),
          key: keyBetween(tones, section.start, end),
        };
      }),
      fades: fadesOf(result.rms, result.frameRate, seconds),
      voice: voiceOf(sound, result.descriptors),
      descriptors: result.descriptors,
      fingerprint: fingerprinter.finish(),
      waveform: waveform.finish(),
      spectrogram: summariseSpectrogram(result.logMel, result.frameRate),
    };
  } finally {
    spectral.release();
  }
}

/**
 * Plays blocks to those who want them as they are, to those who want them mixed, and to those who want mono at 22,050 Hz. A
 * function of its own that starts the decoder itself, so that nobody else holds on to its memory (3 to 10 MB).
 */
async function listen(
  play: () => AsyncIterable<PcmBlock>,
  plain: readonly { push(block: PcmBlock): void }[],
  mixed: readonly { push(block: PcmBlock): void }[],
  resampled: readonly { push(samples: Float32Array): void }[],
  onProgress: (seconds: number) => Promise<void> | void,
): Promise<{ sampleRate: number; channels: number; samples: number }> {
  let resampler: Resampler | undefined;
  let mix: Float32Array | undefined;
  let sampleRate = 0;
  let channels = 0;
  let samples = 0;
  const hear = (heard: Float32Array) => {
    for (const listener of resampled) listener.push(heard);
  };
  for await (const block of play()) {
    resampler ??= new Resampler(block.sampleRate, ANALYSIS_RATE);
    sampleRate = block.sampleRate;
    channels = block.channels.length;
    samples += block.channels[0]?.length ?? 0;
    for (const listener of plain) listener.push(block);
    mix = downmix(block, mix);
    for (const listener of mixed) listener.push({ channels: [mix], sampleRate });
    resampler.stream(mix, hear);
    await onProgress(samples / sampleRate);
  }
  if (!resampler || samples === 0) throw new AudioError("empty_audio", "There is no sound in this file.");
  hear(resampler.finish());
  return { sampleRate, channels, samples };
}
