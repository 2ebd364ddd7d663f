import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";

/** Another server uses the state folder; two would write the same database files. */
export class StateInUseError extends Error {
  override readonly name = "StateInUseError";
}

/**
 * Claims a state folder for this process, and gives what lets it go again. One that is made for it is nobody else's to look into:
 * the recordings and the database are in it. A claim whose process has died, however it
 * died, counts for nothing.
 * @throws StateInUseError when a living process has it
 */
export async function claimState(folder: string): Promise<() => void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, "server.pid");
  const holder = holderOf(file);
  if (holder !== null && holder !== process.pid) {
    throw new StateInUseError(`${folder} is in use by the Descant that runs as process ${holder}.`);
  }
  writeFileSync(file, String(process.pid));
  return () => {
    if (holderOf(file) === process.pid) rmSync(file, { force: true });
  };
}

/** The living process that a claim names; null without a claim, or when it is dead. */
function holderOf(file: string): number | null {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    if (!Number.isInteger(pid) || pid <= 0) return null;
    process.kill(pid, 0);
    return pid;
  } catch {
    return null;
  }
}
