// Scores the detector of transcoded and up-sampled recordings on sound whose past we made, and writes its card.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { AS_THEY_COME, cardText, type DetectorCard, type Outcome } from "./quality/card.ts";
import { midiSong } from "./quality/midi-song.ts";
import { run, TREATMENTS } from "./quality/treatments.ts";

const HELP = `Scores the detector of transcoded and up-sampled recordings, and writes models/quality/card.{json,md}.

  node scripts/evaluate-quality.ts [folder] [--split test|development] [--no-write]

  folder    holds tempo-beats/ (default: ../shared/data/audio)
  --split   the sources that thresholds were chosen by, or others (default: test; only that one is written)

Needs ffmpeg, lame, oggenc, opusenc, sox and fluidsynth.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    split: { type: "string", default: "test" },
    "no-write": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit();
}
const missing = ["ffmpeg", "lame", "oggenc", "opusenc", "sox", "fluidsynth"].filter(
  (tool) => spawnSync("which", [tool]).status !== 0,
);
const folder = path.resolve(positionals[0] ?? path.join(import.meta.dirname, "../../shared/data/audio"));
if (missing.length > 0 || !existsSync(folder)) {
  console.error(missing.length > 0 ? `Not installed: ${missing.join(", ")}.` : `There is no ${folder}.`);
  process.exit(1);
}

registerHooks({
  load(url, context, next) {
    if (!url.endsWith(".wasm")) return next(url, context);
    const source = `import { readFileSync } from "node:fs";
      export default new WebAssembly.Module(readFileSync(new URL(import.meta.url)));`;
    return { format: "module", shortCircuit: true, source };
  },
});
const { QualityMeter } = await import("../src/audio/quality/index.ts");
const { LoudnessMeter } = await import("../src/audio/loudness/index.ts");

const SOUND_FONT = "/usr/share/sounds/sf2/FluidR3_GM.sf2";
const SECONDS = "12";
/** Of every three recordings the first were looked at when the thresholds were chosen, the second are scored. */
const REMAINDER = values.split === "test" ? 1 : 0;
const SONGS = values.split === "test" ? [101, 102, 103, 104, 105] : [1, 2, 3, 4, 5];
/** Slopes of noise in dB an octave. */
const NOISES = values.split === "test" ? [-1, -4.5, -8] : [0, -3, -6];
const MOST_RECORDINGS = 14;
/** Sets at 22.05 kHz that are judged as they come: of every so many recordings those with this remainder. */
const OTHERS = [
  ["gtzan-mini", 3, values.split === "test" ? 0 : 2],
  ["emotify", 10, values.split === "test" ? 5 : 0],
] as const;

const work = mkdtempSync(path.join(tmpdir(), "descant-quality-"));
const outcomes: Outcome[] = [];
try {
  for (const { source, file, channels } of sources()) {
    for (const { name, truth, apply } of TREATMENTS) {
      const { verdict, cutoff, confidence } = judge(apply(file, work, channels));
      outcomes.push({ source, treatment: name, truth, verdict, cutoff, confidence });
    }
  }
  for (const [set, every, remainder] of OTHERS) {
    const names = readdirSync(path.join(folder, set))
      .filter((name) => /\.(flac|ogg)$/.test(name))
      .sort();
    for (const name of names.filter((_, i) => i % every === remainder)) {
      const { verdict, cutoff, confidence } = judge(path.join(folder, set, name));
      outcomes.push({ source: set, treatment: AS_THEY_COME, truth: "full", verdict, cutoff, confidence });
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
const card: DetectorCard = {
  name: "descant-quality-detector",
  command: "node scripts/evaluate-quality.ts",
  split: values.split,
  sources: countBy(outcomes.filter(({ treatment }) => treatment === "as it is").map(({ source }) => source)),
  outcomes,
};
const text = cardText(card);
console.log(text);
if (values.split === "test" && !values["no-write"]) {
  const target = path.resolve(import.meta.dirname, "../models/quality");
  writeFileSync(path.join(target, "card.md"), text);
  const rounded = outcomes.map(({ cutoff, confidence, ...rest }) => ({
    ...rest,
    cutoff: cutoff === null ? null : Math.round(cutoff),
    confidence: Number(confidence.toFixed(2)),
  }));
  writeFileSync(
    path.join(target, "card.json"),
    `${JSON.stringify({ ...card, outcomes: rounded }, null, 1)}\n`,
  );
}

function* sources(): Generator<{ source: string; file: string; channels: number }> {
  const file = path.join(work, "source.wav");
  const music = path.join(folder, "tempo-beats");
  const names = readdirSync(music)
    .filter((name) => name.endsWith(".flac"))
    .sort();
  for (const name of names.filter((_, i) => i % 3 === REMAINDER).slice(0, MOST_RECORDINGS)) {
    convert(["-i", path.join(music, name)], file);
    yield { source: "tempo-beats", file, channels: 1 };
  }
  for (const seed of SONGS) {
    const midi = path.join(work, "song.mid");
    const rendered = path.join(work, "rendered.wav");
    writeFileSync(midi, midiSong(seed));
    run("fluidsynth", "-ni", "-q", "-r", "44100", "-F", rendered, SOUND_FONT, midi);
    convert(["-i", rendered], file);
    yield { source: "rendered", file, channels: 2 };
  }
  for (const slope of NOISES) {
    // White noise through a filter whose gain at each frequency is that slope.
    const gain = `firequalizer=gain='if(lt(f,100),0,${slope}*log(f/100)/log(2))':delay=0.2`;
    convert(
      [
        "-f",
        "lavfi",
        "-i",
        `anoisesrc=r=44100:d=${SECONDS}:a=0.5:seed=${Math.round(10 - slope * 2)},${gain}`,
      ],
      file,
    );
    yield { source: "noise", file, channels: 1 };
  }
}

function convert(input: string[], file: string): void {
  execFileSync("ffmpeg", [
    "-v",
    "error",
    "-y",
    ...input,
    "-t",
    SECONDS,
    "-ar",
    "44100",
    "-c:a",
    "pcm_s16le",
    file,
  ]);
}

function judge(file: string) {
  const probe = ["-v", "error", "-show_entries", "stream=sample_rate,channels", "-of", "csv=p=0", file];
  const [sampleRate, count] = execFileSync("ffprobe", probe).toString().trim().split(",").map(Number);
  const raw = execFileSync("ffmpeg", ["-v", "error", "-i", file, "-f", "f32le", "-"], { maxBuffer: 2 ** 28 });
  const all = new Float32Array(new Uint8Array(raw).buffer);
  const channels = Array.from({ length: count! }, (_, c) =>
    Float32Array.from({ length: Math.floor(all.length / count!) }, (_, i) => all[i * count! + c]!),
  );
  const [quality, loudness] = [new QualityMeter(), new LoudnessMeter()];
  for (const meter of [quality, loudness]) meter.push({ channels, sampleRate: sampleRate! });
  return quality.finish(loudness.finish()).bandwidth;
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
