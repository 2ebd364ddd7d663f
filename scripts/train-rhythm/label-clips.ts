// Finds beats on gtzan-mini, whose clips have a tempo but no beats: networks of a first training decode them at the annotated tempo.
// Fold by fold, so that a network that is judged on a recording has learned from nobody who had heard it.
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import "../rhythm-tonal/recordings.ts";
import { readTrained } from "./trained.ts";

// After recordings.ts, which has Node compile their kernel.
const { activationOf } = await import("../../src/audio/rhythm/activation.ts");
const { trackBeats } = await import("../../src/audio/rhythm/beats.ts");

const HELP = `Usage: node scripts/train-rhythm/label-clips.ts <features> <trained> <clips.csv>

  features   what features.ts wrote; gets pseudo.json: for each fold, and for all, beats in seconds by clip
  trained    what train.py wrote for them`;

const FRAME_RATE = 22_050 / 512;
const BANDS = 128;

async function main([features, trained, csv]: string[]): Promise<number> {
  if (features === undefined || trained === undefined || csv === undefined) {
    console.error(HELP);
    return 2;
  }
  const clips = (await readFile(csv, "utf8"))
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((row) => row.split(","));
  const folds = Object.keys(JSON.parse(await readFile(path.join(trained, "folds.json"), "utf8")));
  const labels: Record<string, Record<string, number[]>> = {};
  for (const fold of [...folds, "all"]) {
    const network = await readTrained(path.join(trained, `weights-${fold}.json`));
    labels[fold] = {};
    for (const [file = "", , , bpm] of clips) {
      const name = file.replace(/\.\w+$/, "");
      const bytes = await readFile(path.join(features, `${name}.mel`));
      const decibels = Float32Array.from(bytes, (byte) => (byte / 255) * 80);
      const frames = decibels.length / BANDS;
      const read = (start: number, count: number) =>
        decibels.subarray(start * BANDS, (start + count) * BANDS);
      const { beat } = activationOf({ bands: BANDS, frames, read }, network);
      const beats = trackBeats(beat, new Float32Array(frames).fill(Number(bpm)), FRAME_RATE);
      labels[fold]![name] = Array.from(beats, (position) => Number((position / FRAME_RATE).toFixed(3)));
    }
  }
  await writeFile(path.join(features, "pseudo.json"), JSON.stringify(labels));
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
