import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

export interface LibrosaFigures {
  /** What ran, for people. */
  version: string;
  /** The best run, in milliseconds. */
  bestMs: number;
}

interface Printed {
  versions: Record<string, string>;
  omp_num_threads: string | null;
  cpus: number;
  seconds: number[];
}

const LONGEST_MS = 60_000;

/**
 * Has librosa compute the descriptors of a mono signal at 22,050 Hz, several times in one warm process.
 * @param cacheFolder where the machine code that librosa makes of itself is kept; without a place of its own it crashes
 *   on what another process has left half-written. Making it takes some twenty seconds, once
 * @returns undefined where that Python does not exist or has no librosa
 * @throws Error when librosa is there and fails
 */
export async function timeLibrosa(
  python: string,
  signal: Float32Array<ArrayBuffer>,
  runs: number,
  cacheFolder: string,
): Promise<LibrosaFigures | undefined> {
  const has = spawnSync(python, [
    "-c",
    "import importlib.util as u, sys; sys.exit(u.find_spec('librosa') is None)",
  ]);
  if (has.status !== 0) return undefined;
  const folder = await mkdtemp(path.join(tmpdir(), "descant-bench-"));
  try {
    const file = path.join(folder, "signal.f32");
    await writeFile(file, signal);
    const script = path.join(import.meta.dirname, "librosa-descriptors.py");
    const done = spawnSync(python, [script, file, String(runs)], {
      encoding: "utf8",
      timeout: LONGEST_MS,
      env: { ...process.env, NUMBA_CACHE_DIR: path.resolve(cacheFolder) },
    });
    if (done.status !== 0)
      throw new Error(`librosa ended with ${done.status ?? done.signal}: ${done.stderr}`);
    const { versions, omp_num_threads: threads, cpus, seconds } = JSON.parse(done.stdout) as Printed;
    return {
      version:
        `librosa ${versions.librosa} with NumPy ${versions.numpy} on Python ${versions.python}, ` +
        `${threads === null ? "default" : threads} OpenMP threads on ${cpus} processors`,
      bestMs: Math.min(...seconds) * 1000,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
