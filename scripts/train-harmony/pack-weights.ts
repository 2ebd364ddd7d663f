// Packs what train.py wrote into the constant that the analysis reads: src/audio/tonal/harmony-weights.ts.
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { LARGEST, TENSORS } from "../../src/audio/tonal/unpack-weights.ts";

const [file] = process.argv.slice(2);
if (file === undefined)
  throw new RangeError("Usage: node scripts/train-harmony/pack-weights.ts <weights.json>");
const trained: Record<string, number[]> = JSON.parse(await readFile(file, "utf8"));
const scales: number[] = [];
const numbers: number[] = [];
for (const [name, size] of TENSORS) {
  const tensor = trained[name]!;
  if (tensor.length !== size) throw new RangeError(`${name} has ${tensor.length} weights, not ${size}.`);
  const scale = Number(Math.max(...tensor.map(Math.abs)).toPrecision(6)) || 1;
  scales.push(scale);
  numbers.push(
    ...tensor.map((value) => Math.max(-LARGEST, Math.min(LARGEST, Math.round((value / scale) * LARGEST)))),
  );
}
const bytes = Buffer.alloc(2 * numbers.length);
for (const [i, number] of numbers.entries()) bytes.writeInt16LE(number, 2 * i);
await writeFile(
  path.join(import.meta.dirname, "../../src/audio/tonal/harmony-weights.ts"),
  `// Made by scripts/train-harmony/pack-weights.ts; models/harmony/card.md says from what.
import { unpackWeights } from "./unpack-weights.ts";

/** The network that hears chords. */
export const HARMONY_WEIGHTS = unpackWeights(
  [${scales.join(", ")}],
  "${bytes.toString("base64")}",
);
`,
);
