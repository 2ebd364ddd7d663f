/**
 * The analysis in workerd, stage by stage, with the sources and the WebAssembly that the inference Worker is built
 * from. Local workerd's clock runs on while code runs, in whole milliseconds (Cloudflare's stands still), so a short
 * stage is repeated until enough of them have passed.
 */
import { createAttributesModel, createGenreModel, createMoodModel } from "../../src/ai/index.ts";
import { ANALYSIS_RATE } from "../../src/audio/analyse.ts";
import { decode } from "../../src/audio/decode/index.ts";
import { Fingerprinter } from "../../src/audio/fingerprint/index.ts";
import {
  type AudioFormat,
  analyse,
  DEFAULT_LIMITS,
  type PcmBlock,
  type TrackAnalysis,
} from "../../src/audio/index.ts";
import { LoudnessMeter } from "../../src/audio/loudness/index.ts";
import { summariseSpectrogram } from "../../src/audio/picture/index.ts";
import { QualityMeter } from "../../src/audio/quality/index.ts";
import { downmix, Resampler } from "../../src/audio/resample/index.ts";
import { analyseRhythm } from "../../src/audio/rhythm/index.ts";
import { SpectralAnalyser } from "../../src/audio/spectral/index.ts";
import { coarseMel, fadesOf, type Sound, sectionsOf, segmentsOf } from "../../src/audio/structure/index.ts";
import { analyseHarmony, TonalAnalyser } from "../../src/audio/tonal/index.ts";
import { voiceOf } from "../../src/audio/voice/index.ts";
import { WaveformCollector } from "../../src/audio/waveform/index.ts";
import type { StageTimes } from "./stages.ts";

/** A stage is repeated until it has taken this long, in milliseconds: the clock's step is a sixtieth of it. */
const LONG_ENOUGH = 60;
/** The same for descriptors alone, of which the best is sought: shorter, so that some are undisturbed. */
const BRIEF = 30;
const CHUNK_BYTES = 65_536;

const models = { attributes: createAttributesModel(), genre: createGenreModel(), mood: createMoodModel() };

async function timed(stage: () => unknown, longEnough = LONG_ENOUGH): Promise<number> {
  const started = Date.now();
  let runs = 0;
  while (Date.now() - started < longEnough) {
    await stage();
    runs++;
  }
  return (Date.now() - started) / runs;
}

/** The bytes as they would stream in from R2. */
async function* inChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

/** Asks every model about what an analysis found, as the inference Worker does. */
async function ask({ descriptors, harmony }: Pick<TrackAnalysis, "descriptors" | "harmony">): Promise<void> {
  await models.attributes.predict(descriptors);
  await models.genre.predict(descriptors);
  await models.mood.predict(descriptors, { mode: harmony.key.mode, confidence: harmony.key.confidence });
}

/** Each stage on what the stages before it have made, and the whole as one. Milliseconds a run. */
async function timeStages(format: AudioFormat, bytes: Uint8Array): Promise<StageTimes> {
  const blocks: PcmBlock[] = [];
  for await (const { channels, sampleRate } of decode(format, inChunks(bytes), DEFAULT_LIMITS)) {
    blocks.push({ channels: channels.map((samples) => samples.slice()), sampleRate });
  }
  const rate = blocks[0]!.sampleRate;
  const resample = (): Float32Array[] => {
    const resampler = new Resampler(rate, ANALYSIS_RATE);
    return [...blocks.map((block) => resampler.push(downmix(block))), resampler.finish()];
  };
  const mono = resample();
  /** Plays the recording to a meter. */
  const hear = <Heard>(meter: { push(heard: Heard): void }, heard: readonly Heard[]) => {
    for (const each of heard) meter.push(each);
  };
  const loudness = () => {
    const meter = new LoudnessMeter();
    hear(meter, blocks);
    return meter.finish();
  };
  const loud = loudness();
  const spectral = new SpectralAnalyser();
  hear(spectral, mono);
  const result = spectral.finish();
  const seconds = blocks.reduce((sum, { channels }) => sum + channels[0]!.length, 0) / rate;
  const rhythm = () => analyseRhythm({ ...result, seconds });
  const { beats, bars, onsets } = rhythm();
  const startsOf = (intervals: readonly { start: number }[]) => intervals.map(({ start }) => start);
  const harmony = () => {
    const tonal = new TonalAnalyser();
    hear(tonal, mono);
    return analyseHarmony(tonal.finish(), startsOf(beats));
  };
  const found = { descriptors: result.descriptors, harmony: harmony() };
  const times = {
    decode: await timed(async () => {
      for await (const _ of decode(format, inChunks(bytes), DEFAULT_LIMITS));
    }),
    loudness: await timed(loudness),
    quality: await timed(() => {
      const meter = new QualityMeter();
      hear(meter, blocks);
      return meter.finish(loud);
    }),
    waveform: await timed(() => {
      const collector = new WaveformCollector();
      hear(collector, blocks);
      return collector.finish();
    }),
    fingerprint: await timed(() => {
      const fingerprinter = new Fingerprinter();
      hear(fingerprinter, blocks);
      return fingerprinter.finish();
    }),
    resample: await timed(resample),
    harmony: await timed(harmony),
    rhythm: await timed(rhythm),
    structure: await timed(() => {
      const sound: Sound = { ...result, seconds, mel: coarseMel(result.logMel) };
      segmentsOf(sound, onsets);
      sectionsOf(sound, startsOf(bars));
      fadesOf(result.rms, result.frameRate, seconds);
      voiceOf(sound, result.descriptors);
      summariseSpectrogram(result.logMel, result.frameRate);
    }),
    models: await timed(() => ask(found)),
  };
  // Only now may its memory be handed to the analyses that follow.
  spectral.release();
  return {
    ...times,
    descriptors: await timed(() => {
      const analyser = new SpectralAnalyser();
      hear(analyser, mono);
      const described = analyser.finish();
      analyser.release();
      return described;
    }),
    whole: await timed(async () => ask(await analyse(format, inChunks(bytes), DEFAULT_LIMITS))),
  };
}

/** Descriptors of a whole signal at once, milliseconds a run. */
function timeDescriptors(signal: Float32Array): Promise<number> {
  return timed(() => {
    const spectral = new SpectralAnalyser();
    spectral.push(signal);
    const result = spectral.finish();
    spectral.release();
    return result;
  }, BRIEF);
}

export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const body = await request.arrayBuffer();
    if (pathname === "/descriptors") return Response.json(await timeDescriptors(new Float32Array(body)));
    for (const model of Object.values(models)) await model.load();
    return Response.json(await timeStages(searchParams.get("format") as AudioFormat, new Uint8Array(body)));
  },
};
