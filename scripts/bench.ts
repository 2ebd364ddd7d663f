import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { hashPassword } from "../src/identity/password.ts";
import { startAnalysis } from "./bench/analysis.ts";
import { measureBundles } from "./bench/bundle-sizes.ts";
import { type Clip, makeClips, makeSignal } from "./bench/clips.ts";
import { measureColdStarts } from "./bench/cold-start.ts";
import { formatReport } from "./bench/format-report.ts";
import { measureIdentity } from "./bench/identity.ts";
import { timeLibrosa } from "./bench/librosa.ts";
import { describeMachine } from "./bench/machine.ts";
import { type BenchOptions, HELP, type Part, readOptions, UsageError } from "./bench/options.ts";
import { measureReads } from "./bench/reads.ts";
import type { BenchReport } from "./bench/report.ts";
import { startServers } from "./bench/servers.ts";
import { judge } from "./bench/targets.ts";
import { measureUploads } from "./bench/uploads.ts";
import { builtWorker } from "./built-worker.ts";

const SHORT_SECONDS = 30;
const LONG_SECONDS = 180;
/** Clips and librosa's machine code, kept from run to run. */
const KEPT = "build/bench";

async function measure({ quick, parts, python }: BenchOptions): Promise<BenchReport> {
  const report: BenchReport = { machine: describeMachine(), quick, notes: [] };
  const { compatibilityDate = "" } = builtWorker("inference");
  const steps: Record<Part, () => Promise<void>> = {
    sizes: async () => {
      report.sizes = measureBundles();
    },
    cold: async () => {
      report.cold = await measureColdStarts(quick ? 1 : 3);
    },
    analysis: async () => {
      const clips = await makeClips(SHORT_SECONDS, KEPT);
      if (clips.length === 1) report.notes.push("Only WAV: the other formats need ffmpeg.");
      const long = quick ? [] : await makeClips(LONG_SECONDS, KEPT);
      const bench = await startAnalysis(compatibilityDate);
      try {
        report.analysis = [];
        for (const clip of clips) report.analysis.push(await bench.measure(clip, quick ? 2 : 5));
        for (const clip of long) report.analysis.push(await bench.measure(clip, 1));
      } finally {
        await bench.stop();
      }
    },
    librosa: async () => {
      const signal = makeSignal(SHORT_SECONDS);
      const bench = await startAnalysis(compatibilityDate);
      try {
        // Before and after, so that both sides have the same chance of a quiet moment.
        const before = await bench.describe(signal, 20);
        const librosa = await timeLibrosa(python, signal, 20, path.join(KEPT, "numba"));
        const after = await bench.describe(signal, 20);
        report.descriptors = {
          seconds: SHORT_SECONDS,
          ownMs: Math.min(before, after),
          librosa: librosa ?? null,
        };
        if (!librosa)
          report.notes.push(`Without librosa: “${python}” does not have it; --python names another.`);
      } finally {
        await bench.stop();
      }
    },
    reads: async () => {
      const folder = await mkdtemp(path.join(tmpdir(), "descant-bench-"));
      const servers = await startServers(folder);
      try {
        const clips: Clip[] = await makeClips(SHORT_SECONDS, KEPT);
        const { figures, body } = await measureUploads(servers, clips, quick ? 1 : 4);
        report.uploads = figures;
        report.reads = await measureReads(servers, body, quick);
        report.identity = await measureIdentity(servers, () => hashPassword("a password of some length"));
      } finally {
        await servers.stop();
        await rm(folder, { recursive: true });
      }
    },
  };
  for (const [part, step] of Object.entries(steps) as [Part, () => Promise<void>][]) {
    if (!parts.has(part)) continue;
    const started = performance.now();
    process.stderr.write(`${part} …`);
    try {
      await step();
    } catch (error) {
      report.notes.push(`Not measured: ${part}. ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 1;
    }
    process.stderr.write(` ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
  }
  return report;
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env);
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
  if (error instanceof UsageError) console.error("`npm run bench -- --help` shows how it is used.");
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
