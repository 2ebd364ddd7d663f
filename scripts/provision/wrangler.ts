import { spawn } from "node:child_process";

/** A wrangler command that ended with something else than 0. */
export class WranglerError extends Error {
  override readonly name = "WranglerError";
}

/** What a wrangler command printed to its standard output, and how it ended. */
export interface Ended {
  ok: boolean;
  output: string;
  errors: string;
}

/** How wrangler is reached; a dry run has another. */
export interface Wrangler {
  /** Asks something that changes nothing. A failure is an answer too. */
  look(args: string[]): Promise<Ended>;
  /**
   * Does something; throws WranglerError with wrangler's words when it fails.
   * @param input what it reads: a secret, which is not to be seen in a list of processes
   */
  act(args: string[], input?: string): Promise<string>;
}

/** The wrangler that is first on the path, which under npm is the project's own. It asks nothing: its input is closed, but for a secret. */
export const wrangler: Wrangler = {
  look: run,
  async act(args, input) {
    console.log(`$ ${shown(args)}`);
    const { ok, output, errors } = await run(args, input);
    if (!ok) throw new WranglerError(`${shown(args)} failed:\n${output}${errors}`);
    return output;
  },
};

/** Prints what would be done, and answers every look with “there is nothing yet”. */
export const dryRun: Wrangler = {
  async look(args) {
    console.log(`$ ${shown(args)}`);
    return { ok: false, output: "", errors: "" };
  },
  async act(args) {
    console.log(`$ ${shown(args)}`);
    return "";
  },
};

/** A command as it can be pasted into a shell. */
export function shown(args: string[]): string {
  const quoted = args.map((arg) => (/^[\w./:=@-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`));
  return ["wrangler", ...quoted].join(" ");
}

function run(args: string[], input?: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, WRANGLER_SEND_METRICS: "false", NO_COLOR: "1" };
    const child = spawn("wrangler", args, {
      env,
      stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    });
    child.stdin?.end(input);
    let output = "";
    let errors = "";
    child.stdout?.on("data", (text) => (output += text));
    child.stderr?.on("data", (text) => (errors += text));
    child.on("error", () =>
      reject(new WranglerError("There is no wrangler: run this as an npm script, after npm ci.")),
    );
    child.on("close", (code) => resolve({ ok: code === 0, output, errors }));
  });
}
