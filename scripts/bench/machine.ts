import { cpus, loadavg } from "node:os";

export interface Machine {
  date: string;
  processor: string;
  cores: number;
  /** Processes that wanted a core in the minute before the run; above the cores, figures are worse than they could be. */
  load: number;
  node: string;
}

/** The machine that figures were measured on. */
export function describeMachine(): Machine {
  const processors = cpus();
  return {
    date: new Date().toISOString(),
    processor: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    load: loadavg()[0] ?? 0,
    node: process.versions.node,
  };
}
