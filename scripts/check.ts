import { performance } from "node:perf_hooks";
import { buildModules } from "./build.ts";
import { runStep, type Step, type StepResult } from "./check/run-step.ts";
import { generatedModulesAreThere, steps } from "./check/steps.ts";
import { readOptions } from "./command-line.ts";

const HELP = `Checks everything about the sources that no test runs: npm run check

  types · lint and format · dead code and unused dependencies · licences · migrations in step with the schema

Options (after --):
  --only NAME   only the steps whose name contains this
  --list        the steps and their commands, without running them
  --help`;

/** Steps at a time; most are bound to one core. */
const AT_ONCE = 2;

const values = readOptions(
  { only: { type: "string" }, list: { type: "boolean" }, help: { type: "boolean" } },
  "npm run check -- --help",
);

if (values.help) {
  console.log(HELP);
} else {
  const chosen = steps().filter(({ name }) => name.includes(values.only ?? ""));
  if (chosen.length === 0) {
    console.error(`No step is called “${values.only}”; --list shows them.`);
    process.exitCode = 2;
  } else if (values.list) {
    for (const { name, command } of chosen) console.log(`${name.padEnd(36)} ${command.join(" ")}`);
  } else {
    process.exitCode = (await check(chosen)) ? 0 : 1;
  }
}

async function check(chosen: Step[]): Promise<boolean> {
  const started = performance.now();
  if (!generatedModulesAreThere()) {
    console.log("Building the generated modules, which the sources import …");
    await buildModules();
  }
  const failed: StepResult[] = [];
  const waiting = chosen.values();
  const work = async () => {
    for (const step of waiting) {
      const result = await runStep(step);
      console.log(`${result.ok ? "✓" : "✗"} ${step.name.padEnd(36)} ${seconds(result.milliseconds)}`);
      if (!result.ok) failed.push(result);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  for (const { step, output } of failed)
    console.log(`\n──── ${step.name}: ${step.command.join(" ")}\n${output.trim()}`);
  const verdict = failed.length === 0 ? "All is well" : `${failed.length} of ${chosen.length} failed`;
  console.log(`\n${verdict} (${seconds(performance.now() - started).trim()})`);
  return failed.length === 0;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`.padStart(7);
}
