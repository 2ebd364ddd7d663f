import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describeMachine } from "./bench/machine.ts";
import { UsageError } from "./bench/options.ts";
import { askPeers } from "./bench-accuracy/frame/ask-peers.ts";
import {
  type AccuracyOptions,
  HELP,
  type Part,
  readAccuracyOptions,
} from "./bench-accuracy/frame/options.ts";
import { type AccuracyReport, formatAccuracy, isMet } from "./bench-accuracy/frame/report.ts";
import type { Peer } from "./bench-accuracy/peers/estimates.ts";
import type { AccuracyRow } from "./bench-accuracy/row.ts";

/** Rendered songs, kept from run to run. */
const KEPT = "build/bench-accuracy";
/** Every how manieth recording a quick run hears. */
const QUICK_STEP = 5;
/** Parts that peers have estimates for. */
const WITH_PEERS: readonly Part[] = ["rhythm", "harmony", "time"];

const tell = (progress: string) => process.stderr.write(progress);

async function measure({ data, parts, quick, python }: AccuracyOptions): Promise<AccuracyReport> {
  const report: AccuracyReport = {
    machine: describeMachine(),
    quick,
    peers: [],
    rows: [],
    robustness: [],
    notes: [],
  };
  const step = quick ? QUICK_STEP : 1;
  const note = (line: string) => {
    report.notes.push(line);
    tell(`${line}\n`);
  };
  const audio = path.join(data, "audio");
  const tables = path.join(data, "tables");
  if (!existsSync(data)) note(`There is no ${data}: --data names the folder that holds audio/ and tables/.`);

  // Modules are imported when they are needed: they need the built kernels, which --help does not.
  const { rhythmFiles, scoreRhythm } = await import("./bench-accuracy/rhythm.ts");
  const files = await rhythmFiles(data, step);
  const peers: Peer[] = WITH_PEERS.some((part) => parts.has(part))
    ? await askPeers(python, files, tell, note)
    : [];
  report.peers = peers.map(({ name, version }) => `${name} ${version}`);

  const steps: Record<Part, () => Promise<AccuracyRow[]>> = {
    rhythm: () => scoreRhythm(data, KEPT, peers, step, tell),
    harmony: async () =>
      (await import("./bench-accuracy/harmony.ts")).harmonyRows(data, () => {}, peers, step),
    structure: async () =>
      (await import("./bench-accuracy/structure.ts")).structureRows(
        data,
        `${KEPT}/rendered-songs`,
        note,
        step,
      ),
    quality: async () =>
      (await import("./bench-accuracy/quality.ts")).qualityRows(audio, (line) => tell(`${line}\n`), step),
    genre: async () => (await import("./bench-accuracy/genre-mood.ts")).genreRows(data),
    mood: async () => {
      const { shippedMood } = await import("./bench-accuracy/learned.ts");
      const seen = await shippedMood(path.join(audio, "emotify"), step);
      return (await import("./bench-accuracy/genre-mood.ts")).moodRows(seen);
    },
    attributes: async () => (await import("./bench-accuracy/learned.ts")).attributeRows(),
    calibration: async () => {
      const { calibrationRows, calibrationSummary } = await import("./bench-accuracy/calibration.ts");
      return calibrationSummary(calibrationRows(tables));
    },
    fingerprint: async () =>
      (await import("./bench-accuracy/fingerprint.ts")).fingerprintRows(audio, quick ? 5 : undefined),
    time: async () => (await import("./bench-accuracy/time.ts")).timeRows(files, KEPT, peers),
    robustness: async () =>
      existsSync(audio)
        ? (await import("./bench-accuracy/robustness.ts")).robustnessRows(audio, step, tell)
        : [],
  };
  for (const [part, rowsOf] of Object.entries(steps) as [Part, () => Promise<AccuracyRow[]>][]) {
    if (!parts.has(part)) continue;
    const started = performance.now();
    tell(`${part} …`);
    try {
      const rows = await rowsOf();
      (part === "robustness" ? report.robustness : report.rows).push(...rows);
      if (rows.length === 0) note(`Not measured: ${part}. Its data, or a program that it needs, is missing.`);
    } catch (error) {
      note(`Not measured: ${part}. ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 1;
    }
    tell(` ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
  }
  return report;
}

async function main(): Promise<void> {
  const beside = path.join(import.meta.dirname, "../..");
  const options = readAccuracyOptions(process.argv.slice(2), process.env, beside);
  if (options === "help") return console.log(HELP);
  const report = await measure(options);
  await mkdir(path.dirname(options.json), { recursive: true });
  const rows = report.rows.map((row) => ({ ...row, met: isMet(row) }));
  await writeFile(options.json, `${JSON.stringify({ ...report, rows }, null, 2)}\n`);
  console.log(`\n${formatAccuracy(report)}\n\nAs JSON: ${options.json}`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  if (error instanceof UsageError) console.error("`npm run bench:accuracy -- --help` shows how it is used.");
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
