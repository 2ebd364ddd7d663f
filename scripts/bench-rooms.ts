import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describeMachine } from "./bench/machine.ts";
import { UsageError } from "./bench/options.ts";
import { type Bench, startBench } from "./bench-rooms/bench.ts";
import { measureFanOut } from "./bench-rooms/fan-out.ts";
import { measureFirstSync, measureWakeUp } from "./bench-rooms/first-sync.ts";
import { formatReport } from "./bench-rooms/format-report.ts";
import { measureIdle } from "./bench-rooms/idle.ts";
import { measureLoss } from "./bench-rooms/loss.ts";
import { type BenchRoomsOptions, HELP, type Part, readOptions } from "./bench-rooms/options.ts";
import type { BenchRoomsReport } from "./bench-rooms/report.ts";
import { roomServers } from "./bench-rooms/servers.ts";
import { judge } from "./bench-rooms/targets.ts";
import { measureStorm, measureTyping } from "./bench-rooms/typing.ts";

/** Editors of a storm, and how many edits each sends. */
const STORMS = [
  { editors: 2, edits: 1_000 },
  { editors: 20, edits: 100 },
  { editors: 200, edits: 5 },
];

async function measure({ quick, parts, servers }: BenchRoomsOptions): Promise<BenchRoomsReport> {
  const report: BenchRoomsReport = { machine: describeMachine(), quick, notes: [] };
  const rounds = quick ? 1 : 3;
  const steps: Record<Part, (bench: Bench) => Promise<void>> = {
    // First, because memory is told apart best in processes that have done nothing yet.
    idle: async (bench) => {
      report.idle = await measureIdle(bench, quick ? 1_000 : 5_000);
    },
    typing: async (bench) => {
      report.typing = await measureTyping(bench, rounds);
    },
    storm: async (bench) => {
      report.storms = [];
      for (const { editors, edits } of STORMS)
        report.storms.push(await measureStorm(bench, editors, edits, quick ? 2 : 5));
    },
    "fan-out": async (bench) => {
      report.fanOut = await measureFanOut(bench, rounds, 2_000);
    },
    "first-sync": async (bench) => {
      report.firstSync = await measureFirstSync(bench, quick ? 10 : 30);
    },
    "wake-up": async (bench) => {
      report.wakeUp = await measureWakeUp(bench, 20);
    },
    loss: async (bench) => {
      report.loss = await measureLoss(bench, quick ? 2 : 6);
    },
  };
  const bench = await startBench(roomServers(servers));
  try {
    for (const [part, step] of Object.entries(steps) as [Part, (bench: Bench) => Promise<void>][]) {
      if (!parts.has(part)) continue;
      const started = performance.now();
      process.stderr.write(`${part} …`);
      await step(bench);
      process.stderr.write(` ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
    }
  } finally {
    await bench.stop();
  }
  report.notes.push(...bench.notes);
  if (bench.notes.length > 0) process.exitCode = 1;
  return report;
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === "help") return console.log(HELP);
  const report = await measure(options);
  await mkdir(path.dirname(options.json), { recursive: true });
  await writeFile(options.json, `${JSON.stringify({ ...report, targets: judge(report) }, null, 2)}\n`);
  console.log(`\n${formatReport(report)}\n\nAs JSON: ${options.json}`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  if (error instanceof UsageError) console.error("`npm run bench:rooms -- --help` shows how it is used.");
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
