import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { runStep } from "../../../scripts/check/run-step.ts";
import { steps } from "../../../scripts/check/steps.ts";

const root = path.resolve(import.meta.dirname, "../../..");

it("tells a step that passed from one that failed, and keeps what it printed", async () => {
  const script = (code: number) => `console.log("out"); console.error("err"); process.exitCode = ${code};`;
  const good = await runStep({ name: "good", command: ["node", "-e", script(0)] });
  const bad = await runStep({ name: "bad", command: ["node", "-e", script(3)] });
  expect(good.ok).toBe(true);
  expect(bad.ok).toBe(false);
  expect(bad.output).toContain("out");
  expect(bad.output).toContain("err");
});

it("counts a program that is not there as a failure", async () => {
  const { ok, output } = await runStep({ name: "gone", command: ["no-such-program-of-ours"] });
  expect(ok).toBe(false);
  expect(output).toContain("no-such-program-of-ours cannot be run");
});

it("runs the project's own tools, whatever else is on the path", async () => {
  const { output } = await runStep({ name: "which", command: ["tsc", "--version"] });
  const { devDependencies } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  expect(output.trim()).toBe(`Version ${devDependencies.typescript}`);
});

it("covers every TypeScript project, each Worker's environment, and the rest", () => {
  const names = steps().map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      ...["environment gateway", "environment inference"],
      ...["types tsconfig.json", "types tsconfig.node.json", "types src/http/page/tsconfig.json"],
      ...["dead code", "lint and format", "licences", "migrations"],
    ]),
  );
  expect(names).not.toContain("types src/audio/kernels/tsconfig.json");
  for (const { name, command } of steps().filter((step) => step.name.startsWith("environment"))) {
    expect(command, name).toContain("--check");
  }
});
