/**
 * The analysis in workerd, stage by stage, with the sources and the WebAssembly that the inference Worker is built
 * from. Local workerd's clock runs on while code runs, in whole milliseconds (Cloudflare's stands still), so a short
 * stage is repeated until enough of them have passed.
 */
import { createAttributesModel } from "../../src/ai/index.ts";
import { ANALYSIS_RATE } from "../../src/audio/analyse.ts";
import { decode } from "../../src/audio/decode/index.ts";
import { type AudioFormat, analyse, DEFAULT_LIMITS, type PcmBlock } from "../../src/audio/index.ts";
import { LoudnessMeter } from "../../src/audio/loudness/index.ts";
import { downmix, Resampler } from "../../src/audio/resample/index.ts";
import { estimateTempo, estimateTimeSignature } from "../../src/audio/rhythm/index.ts";
import { SpectralAnalyser } from "../../src/audio/spectral/index.ts";
import { estimateKey } from "../../src/audio/tonal/index.ts";
import type { StageTimes } from "./analysis.ts";

/** A stage is repeated until it has taken this long, in milliseconds: the clock's step is a sixtieth of it. */
const LONG_ENOUGH = 60;
/** The same for descriptors alone, of which the best is sought: shorter, so that some are undisturbed. */
const BRIEF = 30;
const CHUNK_BYTES = 65_536;

const model = createAttributesModel();

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

/** Each stage on what the stages before it have made, and the whole as one. Milliseconds a run. */
async function timeStages(format: AudioFormat, bytes: Uint8Array): Promise<StageTimes> {
  const blocks: PcmBlock[] = [];
  for await (const { channels, sampleRate } of decode(format, inChunks(bytes), DEFAULT_LIMITS)) {
    blocks.push({ channels: channels.map((samples) => samples.slice()), sampleRate });
  }
  const rate = blocks[0]!.sampleRate;
  const resample = (): Float32Array[] => {
    const resampler = new Resampler(rate, ANALYSIS_RATE);
    return [...blocks.map((block) => resampler.push(downmix(block)).slice()), resampler.finish().slice()];
  };
  const mono = resample();
  const describe = () => {
    const spectral = new SpectralAnalyser();
    for (const samples of mono) spectral.push(samples);
    const result = spectral.finish();
    spectral.release();
    return result;
  };
  const { onsetEnvelope, frameRate, chroma, frames, rms, descriptors } = describe();
  return {
    decode: await timed(async () => {
      for await (const _ of decode(format, inChunks(bytes), DEFAULT_LIMITS));
    }),
    loudness: await timed(() => {
      const meter = new LoudnessMeter();
      for (const block of blocks) meter.push(block);
      return meter.finish();
    }),
    resample: await timed(resample),
    descriptors: await timed(describe),
    tempoAndKey: await timed(() => {
      const tempo = estimateTempo(onsetEnvelope, frameRate);
      estimateTimeSignature(onsetEnvelope, frameRate, tempo);
      return estimateKey(chroma, frames, rms);
    }),
    model: await timed(() => model.predict(descriptors)),
    whole: await timed(async () => {
      const analysis = await analyse(format, inChunks(bytes), DEFAULT_LIMITS);
      await model.predict(analysis.descriptors);
    }),
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
    await model.load();
    return Response.json(await timeStages(searchParams.get("format") as AudioFormat, new Uint8Array(body)));
  },
};
