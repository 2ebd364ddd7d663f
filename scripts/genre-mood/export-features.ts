import { createReadStream } from "node:fs";
import { open, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { parseCsv } from "../../models/attributes/table.ts";
import type { TrackAnalysis } from "../../src/audio/index.ts";
import type { SpectralResult } from "../../src/audio/spectral/index.ts";
import "../rhythm-tonal/recordings.ts";

// After recordings.ts, which teaches Node to import WASM.
const { analyse } = await import("../../src/audio/analyse.ts");
const { DEFAULT_LIMITS, recogniseAudio } = await import("../../src/audio/decode/index.ts");
const { DESCRIPTORS } = await import("../../src/audio/spectral/descriptors.ts");

const HELP = `Usage: node scripts/genre-mood/export-features.ts <ratings.csv> <table.csv> [--log-mel <file>]

Analyses every recording that the first column of <ratings.csv> names, in the same folder, and writes <table.csv>: the columns of
<ratings.csv>, then mean and deviation of each of our descriptors (mfcc.3.std, ...), mode and key confidence, as the analysis of an upload has them.

  --log-mel  also write what cnn.py reads: u8[recordings][frames][128], decibels from -100 to 55 in steps of 0.61, two frames averaged
             into one, 646 frames a recording (shorter ones end in zeros)
  --help     this text
`;

/** Frames averaged into one, frames kept, and the range of the bytes in decibels: what cnn.py expects. */
const POOL = 2;
const FRAMES = 646;
const LOWEST = -100;
const HIGHEST = 55;

/** One row of the table: everything that the model of moods reads. A recording without a key has no confidence in its mode. */
function featuresOf({ descriptors, harmony }: TrackAnalysis): Map<string, number> {
  const features = new Map<string, number>();
  for (const { name, width } of DESCRIPTORS) {
    for (let index = 0; index < width; index++) {
      features.set(`${name}.${index}.mean`, descriptors[name].mean[index]!);
      features.set(`${name}.${index}.std`, descriptors[name].std[index]!);
    }
  }
  features.set("mode", harmony.key.mode);
  features.set("key_confidence", harmony.key.key < 0 ? 0 : harmony.key.confidence);
  return features;
}

/** The log-mel spectrogram as bytes, pooled over time. */
function bytesOf({ logMel }: SpectralResult): Uint8Array {
  const out = new Uint8Array(FRAMES * logMel.bands);
  const rows = Math.min(FRAMES, Math.floor(logMel.frames / POOL));
  const decibels = logMel.read(0, rows * POOL);
  for (let row = 0; row < rows; row++) {
    for (let band = 0; band < logMel.bands; band++) {
      let sum = 0;
      for (let i = 0; i < POOL; i++) sum += decibels[(row * POOL + i) * logMel.bands + band]!;
      const share = (sum / POOL - LOWEST) / (HIGHEST - LOWEST);
      out[row * logMel.bands + band] = Math.round(255 * Math.min(1, Math.max(0, share)));
    }
  }
  return out;
}

/** Analyses a file as an upload is analysed. */
async function analyseFile(
  file: string,
  inspect: (spectral: SpectralResult) => void,
): Promise<TrackAnalysis> {
  const handle = await open(file);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(65_536), 0, 65_536, 0);
  await handle.close();
  const recognition = recogniseAudio(buffer.subarray(0, bytesRead));
  if (recognition.kind !== "audio") throw new Error(`${file}: ${recognition.reason}`);
  return analyse(recognition.format, createReadStream(file), DEFAULT_LIMITS, undefined, inspect);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { "log-mel": { type: "string" }, help: { type: "boolean" } },
});
const [ratings, table] = positionals;
if (values.help || ratings === undefined || table === undefined) {
  console.log(HELP);
  process.exit(values.help ? 0 : 2);
}
const [header = [], ...records] = parseCsv(await readFile(ratings, "utf8"));
const lines: string[] = [];
const spectrograms: Uint8Array[] = [];
for (const record of records) {
  const file = path.join(path.dirname(ratings), record[0]!);
  const features = featuresOf(
    await analyseFile(file, (spectral) => {
      if (values["log-mel"] !== undefined) spectrograms.push(bytesOf(spectral));
    }),
  );
  if (lines.length === 0) lines.push([...header, ...features.keys()].join(","));
  lines.push([...record, ...Array.from(features.values(), (value) => value.toPrecision(7))].join(","));
}
await writeFile(table, `${lines.join("\n")}\n`);
if (values["log-mel"] !== undefined) await writeFile(values["log-mel"], Buffer.concat(spectrograms));
console.log(`${records.length} recordings, in ${table}`);
