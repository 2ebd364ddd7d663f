import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { trainAttributes, VALIDATION } from "./attributes/train.ts";

const HELP = `Usage: npm run train -- attributes <table.csv> [--out <folder>] [--created <YYYY-MM-DD>]

Trains the model of acousticness, danceability, energy, instrumentalness, liveness, speechiness and valence, and writes
model.onnx, card.json and card.md. The table has one recording a line: librosa's descriptor means (chroma_stft, mfcc,
rmse, spectral_bandwidth, spectral_centroid, spectral_contrast, spectral_rolloff, zcr; further dimensions as mfcc.1, ...)
and the seven attributes from 0 to 1. Takes one to two minutes. The same table gives the same bytes.

  --out      folder to write to (default: models/attributes)
  --created  date to print on the card (default: none, so that the card does not depend on the day)
  --help     this text
`;

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
  const [model, file, ...rest] = positionals;
  if (model !== "attributes" || file === undefined || rest.length > 0) {
    console.error(HELP);
    return 2;
  }
  if (values.created !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(values.created)) {
    throw new RangeError(`--created wants YYYY-MM-DD, not ${values.created}`);
  }
  const folder = values.out ?? path.join(import.meta.dirname, "attributes");
  const trained = trainAttributes(await readFile(file, "utf8"), VALIDATION, values.created);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "model.onnx"), trained.onnx);
  await writeFile(path.join(folder, "card.json"), `${JSON.stringify(trained.card, null, 2)}\n`);
  await writeFile(path.join(folder, "card.md"), trained.cardText);
  for (const [name, score] of Object.entries(trained.card.attributes)) {
    const { rSquared, meanAbsoluteError, baseline } = score;
    const error = `error ${meanAbsoluteError.toFixed(3)} (mean: ${baseline.meanAbsoluteError.toFixed(3)})`;
    console.log(`${name.padEnd(17)} R² ${rSquared.toFixed(3)}  ${error}`);
  }
  console.log(`${trained.onnx.length} bytes, version ${trained.card.version}, in ${folder}`);
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
