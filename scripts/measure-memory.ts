import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { type IsolateMemory, totalOf } from "./memory/isolate-meter.ts";
import { type AnalysisMemory, measureAnalysis } from "./memory/measure.ts";
import { FORMATS, type Format, repeatedRecording } from "./memory/repeated-recording.ts";
import { startDescant } from "./serve.ts";

const HELP = `Measures what an analysis holds in memory: node scripts/measure-memory.ts

Analyses recordings of half a minute, three and twenty minutes in each format on the built Workers (npm run build), each on
a server of its own, and reads the inference Worker's isolate meanwhile. Prints a table, in MB of 10^6 bytes.

Options:
  --json   the figures in bytes, for machines
  --help`;

const SECONDS = [30, 180, 1190];

const HEAD = `
| format | sound | isolate at rest | isolate, most | heap | buffers | WASM | workerd before | workerd, most |
|---|---|---|---|---|---|---|---|---|`;

const { values } = parseArgs({ options: { json: { type: "boolean" }, help: { type: "boolean" } } });
if (values.help) console.log(HELP);
else await main();

async function main(): Promise<void> {
  const all: (AnalysisMemory & { format: string })[] = [];
  if (!values.json) console.log(HEAD);
  for (const format of FORMATS) {
    for (const seconds of SECONDS) {
      const measured = { format, ...(await measureOne(format, seconds)) };
      all.push(measured);
      if (!values.json) console.log(rowOf(measured));
    }
  }
  if (values.json) console.log(JSON.stringify(all, null, 2));
}

async function measureOne(format: Format, seconds: number): Promise<AnalysisMemory> {
  const stateFolder = await mkdtemp(path.join(tmpdir(), "descant-memory-"));
  const vars = { LOG_LEVEL: "error" };
  const descant = await startDescant({ port: 0, stateFolder, vars, inspect: true });
  try {
    return await measureAnalysis(descant, repeatedRecording(format, seconds));
  } finally {
    await descant.stop();
    await rm(stateFolder, { recursive: true, force: true });
  }
}

function rowOf({ format, seconds, rest, most, process }: AnalysisMemory & { format: string }): string {
  const mb = (bytes: number) => (bytes / 1e6).toFixed(1);
  const { heap, buffers, wasm }: IsolateMemory = most;
  const isolate = [totalOf(rest), totalOf(most), heap, buffers, wasm].map(mb);
  const whole = process ? [process.before, process.peak].map(mb) : ["?", "?"];
  return `| ${[format, `${Math.round(seconds)} s`, ...isolate, ...whole].join(" | ")} |`;
}
