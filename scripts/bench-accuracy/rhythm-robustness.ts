import { spawnSync } from "node:child_process";
import path from "node:path";
import { mean } from "../../models/learning/metrics.ts";
import { analyseRhythm, type Rhythm } from "../../src/audio/rhythm/index.ts";
import { readAnnotations } from "../rhythm-tonal/annotations.ts";
import { describeSamples } from "../rhythm-tonal/recordings.ts";
import { isTempo } from "../rhythm-tonal/scores.ts";
import type { AccuracyRow } from "./row.ts";
import { scoreEvents } from "./scores/events.ts";

const SAMPLE_RATE = 22_050;

/** Every seventh recording. */
const STRIDE = 7;

const BEAT_WINDOW = 0.07;
const NOISE_DECIBELS = -30;
const CUT_SECONDS = 10;

/** How a recording is spoilt: what becomes of its samples, and how they are encoded on the way. */
const CHANGES: { name: string; codec?: string[]; change?: (samples: Float32Array) => Float32Array }[] = [
  { name: "as mp3 of 96 kbit/s", codec: ["-c:a", "libmp3lame", "-b:a", "96k", "-f", "mp3"] },
  { name: "as Ogg Vorbis, quality 2", codec: ["-c:a", "libvorbis", "-q:a", "2", "-f", "ogg"] },
  { name: "with noise at 30 dB", change: withNoise },
  { name: "6 dB louder", change: (samples) => samples.map((value) => value * 10 ** 0.3) },
  { name: "6 dB softer", change: (samples) => samples.map((value) => value * 10 ** -0.3) },
  { name: "cut at 10 s", change: (samples) => samples.slice(0, CUT_SECONDS * SAMPLE_RATE) },
];

/**
 * How much the rhythm analysis moves when recordings are spoilt: the share whose tempo stays within 4 %, and the F-measure of the
 * beats against those of the untouched recording.
 * @param data the folder that holds audio/
 * @returns a row that says why where ffmpeg is missing
 */
export async function scoreRhythmRobustness(data: string): Promise<AccuracyRow[]> {
  const set = "tempo-beats and gtzan-mini, every seventh";
  if (spawnSync("ffmpeg", ["-version"]).status !== 0) {
    return [{ figure: "rhythm, spoilt", set, count: 0, ours: null, note: "not measured: ffmpeg is missing" }];
  }
  const files = (await readAnnotations(path.join(data, "audio"))).filter((_, i) => i % STRIDE === 0);
  const outcomes = CHANGES.map(() => ({ tempo: [] as number[], beats: [] as number[] }));
  for (const { file } of files) {
    const samples = decoded(["-i", file]);
    const before = heard(samples);
    for (const [i, { codec, change }] of CHANGES.entries()) {
      const after = heard(change ? change(samples) : decoded(["-i", "pipe:0"], encoded(file, codec!)));
      const until = change === undefined ? Number.POSITIVE_INFINITY : endOf(change(samples));
      outcomes[i]!.tempo.push(
        Number(before.tempo.bpm !== null && isTempo(after.tempo.bpm, before.tempo.bpm)),
      );
      outcomes[i]!.beats.push(scoreEvents(starts(before, until), starts(after, until), BEAT_WINDOW).f);
    }
  }
  return CHANGES.flatMap(({ name }, i) => [
    { figure: `same tempo ${name}`, set, count: files.length, ours: mean(outcomes[i]!.tempo) },
    { figure: `same beats ${name}, F`, set, count: files.length, ours: mean(outcomes[i]!.beats) },
  ]);
}

const endOf = (samples: Float32Array) => samples.length / SAMPLE_RATE;
const starts = ({ beats }: Rhythm, until: number) =>
  beats.map(({ start }) => start).filter((start) => start < until);

function heard(samples: Float32Array): Rhythm {
  const { release, ...described } = describeSamples(samples);
  const rhythm = analyseRhythm(described);
  release();
  return rhythm;
}

function ffmpeg(parameters: readonly string[], input?: Uint8Array): Buffer {
  const run = spawnSync("ffmpeg", ["-v", "error", ...parameters, "pipe:1"], {
    ...(input ? { input } : {}),
    maxBuffer: 2 ** 28,
  });
  if (run.status !== 0) throw new Error(`ffmpeg: ${run.stderr}`);
  return run.stdout;
}

function encoded(file: string, codec: readonly string[]): Buffer {
  return ffmpeg(["-i", file, ...codec]);
}

/** Samples of mono sound at 22,050 Hz. */
function decoded(source: readonly string[], input?: Uint8Array): Float32Array {
  const bytes = ffmpeg([...source, "-ac", "1", "-ar", String(SAMPLE_RATE), "-f", "f32le"], input);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** White noise 30 dB below the recording's level, the same every time. */
function withNoise(samples: Float32Array): Float32Array {
  const level = Math.sqrt(mean(Array.from(samples, (value) => value * value)));
  const scale = level * 10 ** (NOISE_DECIBELS / 20) * Math.sqrt(3);
  let state = 1;
  return samples.map((value) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return value + scale * (state / 2 ** 31 - 1);
  });
}
