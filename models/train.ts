import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { trainAttributes, VALIDATION } from "./attributes/train.ts";
import { trainGenre } from "./genre/train.ts";
import { MOOD_VALIDATION, trainMood } from "./mood/train.ts";

const HELP = `Usage: npm run train -- attributes <table.csv> [--out <folder>] [--created <YYYY-MM-DD>]
       npm run train -- genre <table.csv[.gz]> <split folder> [--out <folder>]
       npm run train -- mood <table.csv> <cnn.json> [--out <folder>]

Trains a model and writes model.onnx, card.json and card.md. The same files give the same bytes.

  attributes  acousticness, danceability, energy, instrumentalness, liveness, speechiness and valence. The table has one recording a
              line: librosa's descriptor means (chroma_stft, mfcc, rmse, spectral_bandwidth, spectral_centroid,
              spectral_contrast, spectral_rolloff, zcr; further dimensions as mfcc.1, ...) and the seven attributes from 0 to 1.
              Takes one to two minutes.
  genre       ten genres. The table has librosa's means and variances; the folder train_filtered.txt, valid_filtered.txt and
              test_filtered.txt, lists of genre/name.wav.
  mood        nine emotions. The table is what scripts/genre-mood/export-features.ts writes, the other file what
              models/mood/cnn.py writes: the scores of a network, for the card.

  --out      folder to write to (default: the model's own)
  --created  date to print on the card of the attributes (default: none, so that the card does not depend on the day)
  --help     this text
`;

const FILES = { attributes: 1, genre: 2, mood: 2 } as const;

interface Trained {
  onnx: Uint8Array;
  card: { version: string };
  cardText: string;
  /** What to tell of its scores. */
  scores: string[];
}

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file);
  return (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
}

async function train(model: keyof typeof FILES, files: string[], created?: string): Promise<Trained> {
  const table = await readText(files[0]!);
  if (model === "attributes") {
    const trained = trainAttributes(table, VALIDATION, created);
    const scores = Object.entries(trained.card.attributes).map(([name, score]) => {
      const error = `error ${score.meanAbsoluteError.toFixed(3)} (mean: ${score.baseline.meanAbsoluteError.toFixed(3)})`;
      return `${name.padEnd(17)} R² ${score.rSquared.toFixed(3)}  ${error}`;
    });
    return { ...trained, scores };
  }
  if (model === "genre") {
    const list = (part: string) => readText(path.join(files[1]!, `${part}_filtered.txt`));
    const trained = trainGenre(table, {
      train: await list("train"),
      valid: await list("valid"),
      test: await list("test"),
    });
    const { test, valid } = trained.card;
    return {
      ...trained,
      scores: [`valid ${valid.accuracy}, test ${test.accuracy}, macro F1 ${test.macroF1}`],
    };
  }
  const trained = trainMood(table, await readText(files[1]!), MOOD_VALIDATION);
  const scores = trained.card.emotions.map(
    ({ name, rSquared, pearson }) => `${name.padEnd(17)} R² ${rSquared.toFixed(3)}  r ${pearson.toFixed(3)}`,
  );
  return { ...trained, scores };
}

/** Runs the trainer for command-line arguments; returns the exit status. */
async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { out: { type: "string" }, created: { type: "string" }, help: { type: "boolean" } },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const [name = "", ...files] = positionals;
  if (!Object.hasOwn(FILES, name) || files.length !== FILES[name as keyof typeof FILES]) {
    console.error(HELP);
    return 2;
  }
  if (values.created !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(values.created)) {
    throw new RangeError(`--created wants YYYY-MM-DD, not ${values.created}`);
  }
  const folder = values.out ?? path.join(import.meta.dirname, name);
  const trained = await train(name as keyof typeof FILES, files, values.created);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "model.onnx"), trained.onnx);
  await writeFile(path.join(folder, "card.json"), `${JSON.stringify(trained.card, null, 2)}\n`);
  await writeFile(path.join(folder, "card.md"), trained.cardText);
  for (const line of trained.scores) console.log(line);
  console.log(`${trained.onnx.length} bytes, version ${trained.card.version}, in ${folder}`);
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
