import { readFile } from "node:fs/promises";
// First of all it teaches Node to load the kernels; what needs them is imported after it.
import "../rhythm-tonal/recordings.ts";
import type { TrackAnalysis } from "../../src/audio/index.ts";

const { analyse, DEFAULT_LIMITS } = await import("../../src/audio/index.ts");
const { Fingerprinter } = await import("../../src/audio/fingerprint/index.ts");
const { decode } = await import("../../src/audio/decode/index.ts");
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

/** What is in a file, decoded. @throws Error when it is no recording */
export async function decodeBytes(
  bytes: Uint8Array,
): Promise<{ channels: Float32Array[]; sampleRate: number }> {
  const recognition = recogniseAudio(bytes.subarray(0, PIECE));
  if (recognition.kind !== "audio") throw new Error(recognition.reason);
  const blocks: Float32Array[][] = [];
  let sampleRate = 0;
  for await (const block of decode(recognition.format, pieces(bytes), DEFAULT_LIMITS)) {
    sampleRate = block.sampleRate;
    blocks.push(block.channels.map((channel) => channel.slice()));
  }
  const channels = (blocks[0] ?? []).map((_, c) => {
    const parts = blocks.map((block) => block[c]!);
    const joined = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      joined.set(part, at);
      at += part.length;
    }
    return joined;
  });
  return { channels, sampleRate };
}

/** The fingerprint of a file in memory. @throws Error when it is no recording */
export async function fingerprintBytes(bytes: Uint8Array): Promise<Uint32Array> {
  const fingerprinter = new Fingerprinter();
  fingerprinter.push(await decodeBytes(bytes));
  return fingerprinter.finish().hashes;
}
