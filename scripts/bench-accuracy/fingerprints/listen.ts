import { spawnSync } from "node:child_process";
import { createReadStream, readFileSync } from "node:fs";

/** Our fingerprint of a file, and the process's own seconds that it took, decoding left out. */
export async function listen(file: string): Promise<{ hashes: Uint32Array; cpuSeconds: number }> {
  const { decode, DEFAULT_LIMITS, recogniseAudio } = await import("../../../src/audio/decode/index.ts");
  const { Fingerprinter } = await import("../../../src/audio/fingerprint/index.ts");
  const recognition = recogniseAudio(readFileSync(file).subarray(0, 65_536));
  if (recognition.kind !== "audio") throw new Error(`${file}: ${recognition.reason}`);
  const fingerprinter = new Fingerprinter();
  let micros = 0;
  for await (const block of decode(recognition.format, createReadStream(file), DEFAULT_LIMITS)) {
    const before = process.cpuUsage();
    fingerprinter.push(block);
    const { user, system } = process.cpuUsage(before);
    micros += user + system;
  }
  return { hashes: fingerprinter.finish().hashes, cpuSeconds: micros / 1e6 };
}

/** What fpcalc says of the whole file: raw and compressed. It may complain of the file's end and still have answered. */
export function fpcalc(file: string): { hashes: Uint32Array; compressed: string } {
  const ask = (...options: string[]) =>
    spawnSync("fpcalc", [...options, "-plain", "-length", "0", file], {
      encoding: "utf8",
      maxBuffer: 2 ** 26,
    }).stdout.trim();
  const raw = ask("-raw");
  return { hashes: Uint32Array.from(raw === "" ? [] : raw.split(","), Number), compressed: ask() };
}

/** Bits that differ over the hashes that both have, and how many those are. */
export function compareBits(a: Uint32Array, b: Uint32Array): { differing: number; compared: number } {
  const length = Math.min(a.length, b.length);
  let differing = 0;
  for (let i = 0; i < length; i++) {
    for (let bits = (a[i]! ^ b[i]!) >>> 0; bits !== 0; bits &= bits - 1) differing++;
  }
  return { differing, compared: 32 * length };
}
