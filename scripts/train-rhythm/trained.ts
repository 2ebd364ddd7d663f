import { readFile } from "node:fs/promises";
import type { ActivationWeights } from "../../src/audio/rhythm/activation-shape.ts";
import { unpackWeights } from "../../src/audio/rhythm/unpack-weights.ts";
import { packed, tensorsOf } from "./pack-weights.ts";

/** A network that train.py wrote, after the rounding of `packed`. */
export async function readTrained(file: string): Promise<ActivationWeights> {
  const trained = JSON.parse(await readFile(file, "utf8"));
  const { tensors, layers } = tensorsOf(trained);
  const { scales, text } = packed(tensors);
  return unpackWeights(trained.channels, layers, scales, text);
}
