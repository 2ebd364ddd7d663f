// Packs what train.py wrote into the constant that the analysis reads: src/audio/rhythm/activation-weights.ts.
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { LARGEST, tensorSizes } from "../../src/audio/rhythm/unpack-weights.ts";

const HELP = "Usage: node scripts/train-rhythm/pack-weights.ts <weights-all.json> [activation-weights.ts]";

interface Trained {
  channels: number;
  weights: Record<string, number[]>;
}

/** The network's tensors in the order of `tensorSizes`, and how many layers there are. */
export function tensorsOf({ weights }: Trained): { tensors: number[][]; layers: number } {
  const layers = Object.keys(weights).filter((name) => /^mix\.\d+\.weight$/.test(name)).length;
  const names = [
    "entry.weight",
    "entry.bias",
    ...Array.from({ length: layers }, (_, i) => [
      `time.${i}.weight`,
      `time.${i}.bias`,
      `mix.${i}.weight`,
      `mix.${i}.bias`,
    ]).flat(),
    "exit.weight",
    "exit.bias",
  ];
  return { layers, tensors: names.map((name) => weights[name]!) };
}

/** Scales and base64 text of tensors, as `unpackWeights` reads them. */
export function packed(tensors: readonly number[][]): { scales: number[]; text: string } {
  const scales = tensors.map((tensor) => Number(Math.max(...tensor.map(Math.abs)).toPrecision(6)) || 1);
  const numbers = tensors.flatMap((tensor, i) =>
    tensor.map((value) => Math.max(-LARGEST, Math.min(LARGEST, Math.round((value / scales[i]!) * LARGEST)))),
  );
  const bytes = Buffer.alloc(2 * numbers.length);
  for (const [i, number] of numbers.entries()) bytes.writeInt16LE(number, 2 * i);
  return { scales, text: bytes.toString("base64") };
}

async function main([file, out]: string[]): Promise<number> {
  if (file === undefined) {
    console.error(HELP);
    return 2;
  }
  const trained: Trained = JSON.parse(await readFile(file, "utf8"));
  const { tensors, layers } = tensorsOf(trained);
  const sizes = tensorSizes(trained.channels, layers);
  if (tensors.some((tensor, i) => tensor.length !== sizes[i])) throw new RangeError("unexpected sizes");
  const { scales, text } = packed(tensors);
  const source = `// Made by scripts/train-rhythm/pack-weights.ts; models/rhythm/card.md says from what.
import { unpackWeights } from "./unpack-weights.ts";

/** The network that hears beats. */
export const ACTIVATION_WEIGHTS = unpackWeights(
  ${trained.channels},
  ${layers},
  [${scales.join(", ")}],
  "${text}",
);
`;
  await writeFile(
    out ?? path.join(import.meta.dirname, "../../src/audio/rhythm/activation-weights.ts"),
    source,
  );
  return 0;
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
