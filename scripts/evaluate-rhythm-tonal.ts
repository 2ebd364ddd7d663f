// Scores tempo, metre and key estimation on the annotated recordings, through the whole analysis from the file's bytes.
import { existsSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { dominantTempo, readAnnotations } from "./rhythm-tonal/annotations.ts";
import {
  brierScore,
  isTempo,
  isTempoOrMultiple,
  mean,
  mirexScore,
  type Outcome,
  reliability,
} from "./rhythm-tonal/scores.ts";

const HELP = `Scores tempo, metre and key estimation on annotated recordings.

  node scripts/evaluate-rhythm-tonal.ts [folder] [--errors]

  folder    holds gtzan-mini/ and tempo-beats/ (default: ../shared/data/audio)
  --errors  lists each recording whose tempo or key is wrong
  --help    this text

Tempi and keys of the shipped model are scored on recordings it was fitted to: quote models/rhythm/card.md's cross-validation.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    errors: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit();
}
const folder = path.resolve(positionals[0] ?? path.join(import.meta.dirname, "../../shared/data/audio"));
if (!existsSync(folder)) {
  console.error(`There is no ${folder}: name the folder that holds gtzan-mini/ and tempo-beats/.`);
  process.exit(1);
}

// Imported late: it needs the built kernels, which --help does not.
const { describe } = await import("./rhythm-tonal/recordings.ts");
const { analyseRhythm } = await import("../src/audio/rhythm/index.ts");
const { estimateKey } = await import("../src/audio/tonal/index.ts");
const SETS = ["gtzan-mini", "tempo-beats"] as const;
const tempi: (Outcome & { set: string; multiple: boolean })[] = [];
const keys: (Outcome & { score: number })[] = [];
const metres: Outcome[] = [];

for (const annotation of await readAnnotations(folder)) {
  const { chroma, frames, rms, ...heard } = await describe(annotation.file);
  const { tempo, timeSignature } = analyseRhythm(heard);
  const truth = dominantTempo(annotation);
  const right = isTempo(tempo.bpm, truth);
  tempi.push({
    set: annotation.set,
    confidence: tempo.confidence,
    right,
    multiple: isTempoOrMultiple(tempo.bpm, truth),
  });
  const name = path.basename(annotation.file);
  if (values.errors && !right)
    console.log(`${name}: ${tempo.bpm?.toFixed(1)} bpm, annotated ${truth.toFixed(1)}`);
  if (annotation.metre !== null) {
    const { beats, confidence } = timeSignature;
    metres.push({ confidence, right: beats === annotation.metre });
  }
  if (annotation.key !== null) {
    const key = estimateKey(chroma, frames, rms);
    const score = mirexScore(key, annotation.key);
    keys.push({ confidence: key.confidence, right: score === 1, score });
    if (values.errors && score < 1) {
      console.log(
        `${name}: key ${key.key} mode ${key.mode}, annotated ${annotation.key.key} mode ${annotation.key.mode}`,
      );
    }
  }
}

console.log("\nTempo, the shipped model (it has seen these recordings)");
console.table(
  SETS.map((set) =>
    tempoRow(
      set,
      tempi.filter((outcome) => outcome.set === set),
    ),
  ),
);
console.log("Key (MIREX weights), and beats in a bar");
console.table([
  { what: "key", ...countAndBrier(keys), weighted: mean(keys.map(({ score }) => score)).toFixed(3) },
  { what: "metre", ...countAndBrier(metres) },
]);
console.log("Reliability of the key's confidence");
console.table(reliability(keys, 4));

function tempoRow(set: string, outcomes: readonly (Outcome & { multiple: boolean })[]) {
  const multiple = mean(outcomes.map((o) => Number(o.multiple))).toFixed(3);
  return { set, ...countAndBrier(outcomes), "or a multiple": multiple };
}

function countAndBrier(outcomes: readonly Outcome[]) {
  return {
    count: outcomes.length,
    right: mean(outcomes.map((o) => Number(o.right))).toFixed(3),
    confidence: mean(outcomes.map((o) => o.confidence)).toFixed(3),
    brier: brierScore(outcomes).toFixed(3),
  };
}
