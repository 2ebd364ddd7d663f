import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/** What a process has in memory, in bytes, as Linux counts it. */
export interface ProcessMemory {
  now: number;
  /** The most there has been since `forgetPeak`. */
  peak: number;
}

/** The workerd process that this process started; null where /proc does not tell, or there is none. */
export function findWorkerd(): number | null {
  try {
    for (const thread of readdirSync("/proc/self/task")) {
      const children = readFileSync(`/proc/self/task/${thread}/children`, "utf8").trim().split(/\s+/);
      for (const pid of children.filter((text) => text !== "")) {
        if (readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "workerd") return Number(pid);
      }
    }
  } catch {
    // Another system than Linux.
  }
  return null;
}

export function processMemory(pid: number): ProcessMemory {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const bytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) * 1024;
  return { now: bytes("VmRSS"), peak: bytes("VmHWM") };
}

/** Starts the peak anew from what there is now. */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
}
