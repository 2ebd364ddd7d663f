import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import type { Estimates, Peer } from "./estimates.ts";

const run = promisify(execFile);

/** Times, one a line, as aubio prints them. */
const timesIn = (text: string) => text.split("\n").map(Number.parseFloat).filter(Number.isFinite);

/** Asks aubio about recordings; null where it is not installed. Its tempo is the one it prints of its beats. */
export async function askAubio(files: readonly string[], onFile: () => void): Promise<Peer | null> {
  const asked = spawnSync("aubio", ["--version"], { encoding: "utf8" });
  if (asked.status !== 0) return null;
  const of = new Map<string, Estimates>();
  for (const file of files) {
    const started = performance.now();
    const [beats, onsets, tempo] = await Promise.all(
      ["beat", "onset", "tempo"].map(async (what) => (await run("aubio", [what, "-i", file])).stdout),
    );
    of.set(file, {
      bpm: Number.parseFloat(tempo ?? "") || null,
      beats: timesIn(beats ?? ""),
      onsets: timesIn(onsets ?? ""),
      key: null,
      took: (performance.now() - started) / 1000,
    });
    onFile();
  }
  return { name: "aubio", version: /[\d.]+/.exec(asked.stdout + asked.stderr)?.[0] ?? "", of };
}
