// Writes what train.py learns from: for each recording NAME.mel (u8[frames][128], 0 is 80 dB below the loudest, 255 the loudest)
// and NAME.labels.json (set, frames, and beats, downbeats and onsets in seconds where annotated).
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseBeats } from "../bench-accuracy/scores/parse-beats.ts";
import { describe } from "../rhythm-tonal/recordings.ts";

const HELP = `Usage: node scripts/train-rhythm/features.ts <out> <folder of songs> <folder of audio sets>

  out               folder to write to
  folder of songs   what make-songs.py wrote
  folder of audio   holds tempo-beats/ and gtzan-mini/`;

interface Labels {
  set: string;
  frames: number;
  beats: number[] | null;
  downbeats: number[] | null;
  onsets: number[] | null;
}

async function labelsOf(file: string, set: string): Promise<Omit<Labels, "frames">> {
  const base = file.replace(/\.\w+$/, "");
  if (existsSync(`${base}.json`)) {
    const { beats, downbeats, onsets } = JSON.parse(await readFile(`${base}.json`, "utf8"));
    return { set, beats, downbeats, onsets };
  }
  if (!existsSync(`${base}.beats.txt`)) return { set, beats: null, downbeats: null, onsets: null };
  const onsets = (await readFile(`${base}.onsets.txt`, "utf8")).trim().split(/\s+/).map(Number);
  return { set, ...parseBeats(await readFile(`${base}.beats.txt`, "utf8")), onsets };
}

/** Decibels as bytes, relative to the loudest. */
function quantised(decibels: Float32Array): Uint8Array {
  const loudest = decibels.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return Uint8Array.from(decibels, (value) => Math.round(Math.max(0, 1 + (value - loudest) / 80) * 255));
}

async function main([out, songs, audio]: string[]): Promise<number> {
  if (out === undefined || songs === undefined || audio === undefined) {
    console.error(HELP);
    return 2;
  }
  await mkdir(out, { recursive: true });
  const folders = [
    ["songs", songs],
    ["tempo-beats", path.join(audio, "tempo-beats")],
    ["gtzan-mini", path.join(audio, "gtzan-mini")],
  ] as const;
  for (const [set, folder] of folders) {
    for (const name of (await readdir(folder)).filter((n) => /\.(wav|flac)$/.test(n)).sort()) {
      const { frames, logMel } = await describe(path.join(folder, name));
      const base = path.join(out, name.replace(/\.\w+$/, ""));
      await writeFile(`${base}.mel`, quantised(logMel.read(0, frames)));
      const labels: Labels = { frames, ...(await labelsOf(path.join(folder, name), set)) };
      await writeFile(`${base}.labels.json`, JSON.stringify(labels));
    }
  }
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
