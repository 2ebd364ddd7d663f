import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");

/** How a command ended, and what it printed. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface CommandOptions {
  env?: Record<string, string>;
  /** Another folder to run it in than the checkout. */
  folder?: string;
}

/** A script of the project as a process of its own. */
export class Command {
  stdout = "";
  stderr = "";
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;

  constructor(script: string, args: string[], { env = {}, folder = root }: CommandOptions = {}) {
    const file = path.join(root, "scripts", script);
    // What npm told the test run about itself is not meant for the script.
    const { PORT: _, npm_lifecycle_event: __, DESCANT_KEY: ___, ...inherited } = process.env;
    this.#child = spawn(process.execPath, [file, ...args], { cwd: folder, env: { ...inherited, ...env } });
    this.#child.stdout?.on("data", (text) => (this.stdout += text));
    this.#child.stderr?.on("data", (text) => (this.stderr += text));
    this.ended = new Promise((resolve, reject) => {
      this.#child.on("error", reject);
      this.#child.on("close", (code) => resolve({ code, stdout: this.stdout, stderr: this.stderr }));
    });
  }

  /** Resolves with the match once what it printed to stdout matches; rejects when it ends before. */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    const found = () => pattern.exec(this.stdout);
    for (;;) {
      const match = found();
      if (match) return match;
      const next = new Promise<"more">((resolve) => this.#child.stdout?.once("data", () => resolve("more")));
      if ((await Promise.race([next, this.ended])) !== "more" && !found()) {
        throw new Error(`it ended without printing ${pattern}:\n${this.stdout}${this.stderr}`);
      }
    }
  }

  /** Asks it to end, as a service manager does. */
  async stop(): Promise<Ended> {
    this.#child.kill("SIGTERM");
    return this.ended;
  }

  /** Ends it, and none of those it has started, without its doing anything about it. */
  async kill(): Promise<Ended> {
    this.#child.kill("SIGKILL");
    return this.ended;
  }
}
