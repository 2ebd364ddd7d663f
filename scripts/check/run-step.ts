import { spawn } from "node:child_process";
import path from "node:path";
import { performance } from "node:perf_hooks";

const root = path.resolve(import.meta.dirname, "../..");

/** One thing to check: a command that ends with 0 when all is well. */
export interface Step {
  name: string;
  command: [program: string, ...args: string[]];
}

export interface StepResult {
  step: Step;
  ok: boolean;
  /** All it printed, in the order it came. */
  output: string;
  milliseconds: number;
}

/** Runs a step in the checkout, with the project's own tools first on the path. A program that is missing is a failure. */
export function runStep(step: Step, folder: string = root): Promise<StepResult> {
  const started = performance.now();
  const [program, ...args] = step.command;
  const tools = path.join(root, "node_modules/.bin");
  const env = {
    ...process.env,
    PATH: `${tools}${path.delimiter}${process.env.PATH ?? ""}`,
    WRANGLER_SEND_METRICS: "false",
    NO_COLOR: "1",
  };
  return new Promise((resolve) => {
    let output = "";
    const end = (ok: boolean) => resolve({ step, ok, output, milliseconds: performance.now() - started });
    const child = spawn(program, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.on("data", (text) => (output += text));
    child.stderr.on("data", (text) => (output += text));
    child.on("error", (error) => {
      output += `${program} cannot be run: ${error.message}`;
      end(false);
    });
    child.on("close", (code) => end(code === 0));
  });
}
