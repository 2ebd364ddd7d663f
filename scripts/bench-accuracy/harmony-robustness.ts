// How much key and chords move when a recording is treated: node scripts/bench-accuracy/harmony-robustness.ts [gtzan-mini]
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { mulberry32 } from "../../models/learning/random.ts";
import type { Harmony } from "../../src/audio/tonal/index.ts";
// First of all it teaches Node to load the kernels; what needs them is imported after it.
import "../rhythm-tonal/recordings.ts";
import { chordScores, joinScores } from "./scores/chords.ts";

const { analyseHarmony, TonalAnalyser } = await import("../../src/audio/tonal/index.ts");

const RATE = 22_050;
/** Every third recording is treated. */
const EVERY = 3;

/** Runs ffmpeg on bytes. @throws Error when it fails */
function ffmpeg(args: readonly string[], input?: Uint8Array): Buffer {
  const { status, stdout, stderr } = spawnSync("ffmpeg", ["-v", "error", ...args], { input, maxBuffer: 1e9 });
  if (status !== 0) throw new Error(`ffmpeg: ${stderr}`);
  return stdout;
}

function samplesOf(bytes: Buffer): Float32Array {
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
}

const RAW = ["-ac", "1", "-ar", String(RATE), "-f", "f32le"];

function throughMp3(samples: Float32Array): Float32Array {
  const mp3 = ffmpeg([...RAW, "-i", "-", "-b:a", "96k", "-f", "mp3", "-"], new Uint8Array(samples.buffer));
  return samplesOf(ffmpeg(["-f", "mp3", "-i", "-", ...RAW, "-"], mp3));
}

function withNoise(samples: Float32Array): Float32Array {
  const random = mulberry32(1);
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  // Uniform noise from -1 to 1 has a power of a third.
  const level = Math.sqrt(3 * power * 10 ** -3);
  return samples.map((sample) => sample + level * (2 * random() - 1));
}

const TREATMENTS: readonly [string, (samples: Float32Array) => Float32Array][] = [
  ["mp3, 96 kbit/s", throughMp3],
  ["white noise 30 dB below", withNoise],
  ["6 dB louder", (samples) => samples.map((sample) => Math.max(-1, Math.min(1, 2 * sample)))],
  ["6 dB quieter", (samples) => samples.map((sample) => sample / 2)],
  ["cut at 10 s", (samples) => samples.subarray(0, 10 * RATE)],
];

function harmonyOf(samples: Float32Array): Harmony {
  const analyser = new TonalAnalyser();
  analyser.push(samples);
  return analyseHarmony(analyser.finish());
}

const spans = ({ chords }: Harmony, end: number) =>
  chords
    .map((chord) => ({ ...chord, end: Math.min(end, chord.start + chord.duration) }))
    .filter((chord) => chord.end > chord.start);

const folder = path.resolve(
  process.argv[2] ?? path.join(import.meta.dirname, "../../../shared/data/audio/gtzan-mini"),
);
const files = readdirSync(folder).filter((name) => name.endsWith(".flac"));
const recordings = files
  .filter((_, i) => i % EVERY === 0)
  .map((name) => samplesOf(ffmpeg(["-i", path.join(folder, name), ...RAW, "-"])));
const before = recordings.map(harmonyOf);
for (const [name, treat] of TREATMENTS) {
  const after = recordings.map((samples) => treat(samples));
  const harmonies = after.map(harmonyOf);
  const same = harmonies.filter(
    ({ key }, i) => key.key === before[i]!.key.key && key.mode === before[i]!.key.mode,
  );
  const agreement = joinScores(
    harmonies.map((harmony, i) => {
      const end = after[i]!.length / RATE;
      return chordScores(spans(before[i]!, end), spans(harmony, end));
    }),
  );
  const cents = harmonies.map(({ tuningCents }, i) => Math.abs(tuningCents - before[i]!.tuningCents));
  console.log(
    `${name} (${recordings.length}): same key ${(same.length / recordings.length).toFixed(2)}, same root ${agreement.root.toFixed(3)},`,
    `same major or minor ${agreement.majMin.toFixed(3)}, cents moved ${(cents.reduce((a, b) => a + b) / cents.length).toFixed(1)}`,
  );
}
