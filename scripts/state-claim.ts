import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** Another server uses the state folder; two would write the same database files. */
export class StateInUseError extends Error {
  override readonly name = "StateInUseError";
}

/** The right to a state folder. */
export interface StateClaim {
  /** Notes the workerd that runs for this process: should this one be killed, it goes on by itself until the next claim ends it. */
  note(workerd: number): void;
  release(): void;
}

/**
 * Claims a state folder for this process. One that is made for it is nobody else's to look into: the recordings and the database
 * are in it. A claim whose process has died, however it died, counts for nothing.
 * @throws StateInUseError when a living process has it
 */
export async function claimState(folder: string): Promise<StateClaim> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = fileIn(folder);
  const holder = holderOf(file);
  if (holder !== null && holder !== process.pid) {
    throw new StateInUseError(`${folder} is in use by the Descant that runs as process ${holder}.`);
  }
  await endLeftBehind(folder);
  writeFileSync(file, String(process.pid));
  return {
    note: (workerd) => writeFileSync(file, `${process.pid} ${workerd}`),
    release: () => {
      if (holderOf(file) === process.pid) rmSync(file, { force: true });
    },
  };
}

/** How long a process that was killed may take to be gone. */
const GONE_WITHIN_MS = 5_000;

/**
 * Ends the workerd of a start that was killed: it keeps the port and writes the database, and nobody can reach it any more who
 * could stop it. Does nothing while that start lives.
 */
export async function endLeftBehind(folder: string): Promise<void> {
  const file = fileIn(folder);
  const [, workerd] = pidsIn(file);
  if (workerd === undefined || holderOf(file) !== null) return;
  const isThere = () => isAlive(workerd) && programOf(workerd) === "workerd";
  if (!isThere()) return;
  process.kill(workerd, "SIGKILL");
  for (let waited = 0; waited < GONE_WITHIN_MS && isThere(); waited += 50) await pause(50);
}

const fileIn = (folder: string): string => path.join(folder, "server.pid");

/** The living process that a claim names; null without a claim, or when it is dead. */
function holderOf(file: string): number | null {
  const [holder] = pidsIn(file);
  return holder !== undefined && isAlive(holder) ? holder : null;
}

/** The claim's process, and its workerd where it had come that far. */
function pidsIn(file: string): number[] {
  try {
    const pids = readFileSync(file, "utf8").split(" ").map(Number);
    return pids.every((pid) => Number.isInteger(pid) && pid > 0) ? pids : [];
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * The name of the program that a process runs: process numbers are given anew. "" where nobody knows, and for one that has ended and
 * whose number is not free yet. It has not ended while threads are left: they keep its files and sockets open.
 */
function programOf(pid: number): string {
  const [, command = "", state = "Z", threads = "0"] = STATUS.exec(statusOf(pid)) ?? [];
  return state === "Z" && Number(threads) <= 1 ? "" : path.basename(command);
}

/** As in proc(5), up to the number of threads. */
const STATUS = /^\d+ \((.*)\) (\S)(?:(?: \S+){16} (\d+))?/;

/** `PID (PROGRAM) STATE …`, as Linux tells without any tool, and `ps` elsewhere. */
function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    const { stdout } = spawnSync("ps", ["-o", "state=,comm=", "-p", String(pid)], { encoding: "utf8" });
    return `${stdout}`.replace(/^\s*(\S)\S*\s+(.*?)\s*$/, `${pid} ($2) $1`);
  }
}
