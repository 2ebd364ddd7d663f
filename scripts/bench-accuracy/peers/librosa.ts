import { spawn, spawnSync } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Estimates, Peer } from "./estimates.ts";

const PROGRAM = path.join(import.meta.dirname, "librosa-estimates.py");

/**
 * Asks librosa about recordings, one after the other; null where this Python has none.
 * @param onFile told of each file that is done
 */
export async function askLibrosa(
  python: string,
  files: readonly string[],
  onFile: () => void,
): Promise<Peer | null> {
  const asked = spawnSync(python, ["-c", "import librosa; print(librosa.__version__)"], { encoding: "utf8" });
  if (asked.status !== 0) return null;
  const child = spawn(python, ["-W", "ignore", PROGRAM], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(files.join("\n"));
  const of = new Map<string, Estimates>();
  for await (const line of createInterface(child.stdout)) {
    of.set(files[of.size]!, JSON.parse(line) as Estimates);
    onFile();
  }
  if (of.size < files.length) throw new Error(`librosa stopped at ${files[of.size]}.`);
  return { name: "librosa", version: asked.stdout.trim(), of };
}
