import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { registerHooks } from "node:module";
import path from "node:path";
import { parseArgs } from "node:util";
import type { AccuracyRow } from "./bench-accuracy/row.ts";

const HELP = `node scripts/evaluate-fingerprint.ts [folder] [--write] [--clips <n>]

Measures fingerprints on tempo-beats/, gtzan-mini/ and emotify/ of the folder (default ../shared/data/audio) beside fpcalc, and
how often copies made with ffmpeg are found. --write writes models/fingerprint/card.json and card.md.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: "boolean" },
    write: { type: "boolean" },
    clips: { type: "string", default: "26" },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit();
}
const folder = path.resolve(positionals[0] ?? path.join(import.meta.dirname, "../../shared/data/audio"));
if (!existsSync(folder)) {
  console.error(`There is no ${folder}.`);
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
const { fingerprintRows } = await import("./bench-accuracy/fingerprint.ts");
const rows = await fingerprintRows(folder, Number(values.clips));
if (rows.length === 0) {
  console.error("Not installed: ffmpeg or fpcalc.");
  process.exit(1);
}
const table = markdown(rows);
console.log(table);
if (values.write) {
  const target = path.join(import.meta.dirname, "../models/fingerprint");
  mkdirSync(target, { recursive: true });
  const card = {
    name: "descant-fingerprint",
    version: "chromaprint-2",
    command: "node scripts/evaluate-fingerprint.ts --write",
    peer: "fpcalc 1.5.1",
    rows,
  };
  writeFileSync(path.join(target, "card.json"), `${JSON.stringify(card, null, 1)}\n`);
  writeFileSync(path.join(target, "card.md"), text(table));
}

function markdown(all: AccuracyRow[]): string {
  const lines = all.map(({ figure, set, count, ours, digits = 3, note }) => {
    const value = ours === null ? "" : ours.toFixed(digits);
    return `| ${figure} | ${set} | ${count} | ${value} | ${note ?? ""} |`;
  });
  return ["| figure | set | count | ours | note |", "|---|---|---|---|---|", ...lines].join("\n");
}

function text(measured: string): string {
  return `# Accuracy card: descant-fingerprint

Fingerprints of recordings as Chromaprint's default algorithm makes them, and whether two of them are of the same recording.
Nothing is learned: the sixteen classifiers are Chromaprint's published constants. Three settings of the resampler were chosen by
agreement with \`fpcalc\` on 16 clips of tempo-beats and 9 of gtzan-mini; emotify was not looked at for that. Limits of the matcher were set
before anything was measured. Written by \`${"node scripts/evaluate-fingerprint.ts --write"}\`; do not edit.

## How good it is

${measured}

Clips are taken at a fixed step through the folders: 44.1 kHz mono FLAC of 10 s (tempo-beats), 22.05 kHz mono FLAC of up to 30 s (gtzan-mini),
22.05 kHz mono Ogg Vorbis of 30 s (emotify). Copies are made with ffmpeg and looked up, with the keys of the index and the matcher that the
gateway has, among all clips. Most clips are of different recordings; two of one song would count as a false match.

## What the score means

A match's \`score\` is 1 - 2 × the share of differing bits where the two lie side by side: 1 for the same bits, 0 for as many as
chance gives. It is a similarity, not a probability. Nothing below 0.4 is shown (more than 30 % of bits differ).

## What it cannot do

It knows recordings, not songs: a cover, another take or a live version is another recording. Played faster or slower, or at
another pitch, a recording is not found. An overlap below 2.5 s (20 hashes), silence, and a note that is held say too little to be
matched. A recording of ten seconds has about 60 hashes: with two seconds off both ends some 28 are left, and copies begin to be missed.
A recording of more than a quarter of an hour has fewer of its hashes in the index, so very short excerpts of it may be missed.
`;
}
