import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { ApiClient } from "./api-client.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const READY = /Descant is running at (\S+)[\s\S]*Your API key +(\S+)[\s\S]*Ctrl-C/;

/** `npm start` on the built Workers, as a process group of its own that can be killed with all that is in it. */
export class ServerProcess {
  readonly api: ApiClient;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;

  private constructor(child: ChildProcess, ended: Promise<void>, api: ApiClient) {
    this.#child = child;
    this.#ended = ended;
    this.api = api;
  }

  /** Starts it; resolves once it says where it is. @throws Error with its output when it ends before */
  static async start(stateFolder: string, vars: Record<string, string | number>): Promise<ServerProcess> {
    const given = Object.entries(vars).flatMap(([name, value]) => ["--var", `${name}=${value}`]);
    const args = ["scripts/start.ts", "--no-build", "--port", "0", "--state", stateFolder, ...given];
    const child = spawn(process.execPath, args, { cwd: ROOT, detached: true });
    let output = "";
    const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
    const ready = new Promise<RegExpExecArray>((resolve, reject) => {
      const take = (text: Buffer) => {
        output += text;
        const match = READY.exec(output);
        if (match) resolve(match);
      };
      child.stdout.on("data", take);
      child.stderr.on("data", take);
      ended.then(() => reject(new Error(`the server ended at once:\n${output}`)));
    });
    const [, origin = "", key = ""] = await ready;
    return new ServerProcess(child, ended, new ApiClient(new URL(origin), key));
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
