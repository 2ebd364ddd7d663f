import { readdir, stat } from "node:fs/promises";
import path from "node:path";

/** Names that a recording of one of the five formats usually has; the server looks at the content alone. */
const RECORDING = /\.(mp3|flac|wav|wave|ogg|oga|opus)$/i;

/** A recording to analyse, or a named path that there is no recording behind. */
export interface Found {
  /** Absolute path. */
  file: string;
  /** As it is shown: relative to where the command was given, where that is shorter. */
  shown: string;
  bytes: number;
  /** Why it cannot be read; undefined for one that can. */
  problem?: string;
}

/**
 * Finds the recordings behind what was named: a file whatever its name, and of a folder everything below it that has
 * the name of a recording, in alphabetical order. Hidden folders are left out, and a file found twice is given once.
 * @param paths absolute paths
 * @param folder what the shown names are relative to
 */
export async function findRecordings(paths: string[], folder: string): Promise<Found[]> {
  const found = new Map<string, Found>();
  for (const named of paths) {
    for (const one of await behind(named)) {
      const relative = path.relative(folder, one.file);
      const shown = relative.startsWith("..") ? one.file : relative;
      if (!found.has(one.file)) found.set(one.file, { ...one, shown: shown || one.file });
    }
  }
  return [...found.values()];
}

async function behind(named: string): Promise<Omit<Found, "shown">[]> {
  try {
    const about = await stat(named);
    if (about.isFile()) return [{ file: named, bytes: about.size }];
    if (!about.isDirectory())
      return [{ file: named, bytes: 0, problem: "This is neither a file nor a folder." }];
    const inside = await below(named);
    if (inside.length > 0) return inside;
    return [
      { file: named, bytes: 0, problem: "There is no mp3, FLAC, WAV, Ogg or Opus file in this folder." },
    ];
  } catch (error) {
    return [{ file: named, bytes: 0, problem: problemOf(error) }];
  }
}

async function below(folder: string): Promise<Omit<Found, "shown">[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const found: Omit<Found, "shown">[] = [];
  for (const entry of entries) {
    const inside = path.join(folder, entry.name);
    // A link to a folder is not followed: it may lead back up.
    if (entry.isDirectory() && !entry.name.startsWith(".")) {
      const deeper = await below(inside).catch((error) => [
        { file: inside, bytes: 0, problem: problemOf(error) },
      ]);
      found.push(...deeper);
    } else if (RECORDING.test(entry.name) && !entry.name.startsWith(".")) {
      const about = await stat(inside).catch(() => undefined);
      if (about?.isFile()) found.push({ file: inside, bytes: about.size });
    }
  }
  return found;
}

/** A sentence for why the file system would not give something. */
export function problemOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") return "There is no such file.";
  if (code === "EACCES" || code === "EPERM") return "You may not read this.";
  return error instanceof Error ? error.message : String(error);
}
