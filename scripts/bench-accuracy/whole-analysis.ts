import { readFile } from "node:fs/promises";
// First of all it teaches Node to load the kernels; what needs them is imported after it.
import "../rhythm-tonal/recordings.ts";
import type { TrackAnalysis } from "../../src/audio/index.ts";

const { analyse, DEFAULT_LIMITS } = await import("../../src/audio/index.ts");
const { recogniseAudio } = await import("../../src/audio/recognise/index.ts");

const PIECE = 65_536;

/** The whole analysis of a file, as an upload gets it. @throws Error when it is no recording */
export async function analyseFile(file: string): Promise<TrackAnalysis> {
  return analyseBytes(await readFile(file));
}

/** The whole analysis of a file in memory. @throws Error when it is no recording */
export async function analyseBytes(bytes: Uint8Array): Promise<TrackAnalysis> {
  const recognition = recogniseAudio(bytes.subarray(0, PIECE));
  if (recognition.kind !== "audio") throw new Error(recognition.reason);
  return analyse(recognition.format, pieces(bytes), DEFAULT_LIMITS);
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}
