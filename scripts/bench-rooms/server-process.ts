import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** A server in a process of its own, with all that it starts in one group that can be killed at once. */
export class BenchProcess {
  /** What the line that told of its readiness said. */
  readonly ready: RegExpExecArray;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;

  private constructor(child: ChildProcess, ended: Promise<void>, ready: RegExpExecArray) {
    this.#child = child;
    this.#ended = ended;
    this.ready = ready;
  }

  /**
   * Starts a script of Node and waits until it prints that it is ready.
   * @throws Error with its output when it ends before
   */
  static async start(args: string[], ready: RegExp, env: Record<string, string> = {}): Promise<BenchProcess> {
    const child = spawn(process.execPath, args, { detached: true, env: { ...process.env, ...env } });
    let output = "";
    const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
    const match = await new Promise<RegExpExecArray>((resolve, reject) => {
      const take = (text: Buffer) => {
        // Servers may print for as long as they live; only the beginning can tell of readiness.
        if (output.length < 100_000) output += text;
        const found = ready.exec(output);
        if (found) resolve(found);
      };
      child.stdout.on("data", take);
      child.stderr.on("data", take);
      ended.then(() => reject(new Error(`${args.join(" ")} ended at once:\n${output}`)));
    });
    return new BenchProcess(child, ended, match);
  }

  /** The process that serves: the workerd that it started, else itself. */
  get servingPid(): number {
    const pid = this.#child.pid ?? 0;
    return childrenOf(pid).find((child) => commandOf(child) === "workerd") ?? pid;
  }

  /** What the serving process has in memory, in bytes; NaN where /proc does not tell. */
  residentBytes(): number {
    try {
      const status = readFileSync(`/proc/${this.servingPid}/status`, "utf8");
      return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
    } catch {
      return Number.NaN;
    }
  }

  /** `kill -9` of the whole group: nothing in it gets to say or save a word. */
  async kill(): Promise<void> {
    try {
      if (this.#child.pid !== undefined) process.kill(-this.#child.pid, "SIGKILL");
    } catch {
      // It is gone already.
    }
    await this.#ended;
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8")
        .split(" ")
        .filter((text) => text.trim() !== "")
        .map(Number),
    );
  } catch {
    return [];
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
  } catch {
    return "";
  }
}
