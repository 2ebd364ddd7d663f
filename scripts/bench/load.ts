import { fork } from "node:child_process";
import path from "node:path";

/** Requests to send: GETs of the paths in their order, each connection with one at a time under way. */
export interface Load {
  port: number;
  headers: Record<string, string>;
  paths: string[];
  connections: number;
  /** How long a connection rests after each answer, in milliseconds. */
  restMs: number;
  /** No request is begun later than this, in milliseconds. */
  forMs: number;
}

export interface LoadResult {
  /** Of each request, in milliseconds. */
  latencies: number[];
  seconds: number;
  /** How many answers had each status. */
  statuses: Record<number, number>;
}

export interface LoadSender {
  /**
   * Sends a load and waits for its end.
   * @throws Error when a connection breaks, or an answer has another status than 200
   */
  send(load: Load): Promise<LoadResult>;
  stop(): void;
}

/** Starts the process that sends load. */
export function startLoadSender(): LoadSender {
  const child = fork(path.join(import.meta.dirname, "load-process.ts"));
  return {
    send: (load) =>
      new Promise((resolve, reject) => {
        const ended = (code: number | null) => reject(new Error(`the load process ended with ${code}`));
        child.once("exit", ended);
        child.once("message", ({ result, error }: { result?: LoadResult; error?: string }) => {
          child.off("exit", ended);
          if (!result) return reject(new Error(error));
          const odd = Object.entries(result.statuses).filter(([status]) => status !== "200");
          if (odd.length === 0) return resolve(result);
          const counts = odd.map(([status, count]) => `${count} × ${status}`).join(", ");
          reject(new Error(`${load.paths[0]} answered ${counts}`));
        });
        child.send(load);
      }),
    stop: () => void child.kill(),
  };
}
