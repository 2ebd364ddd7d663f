import { CONNECTIONS, type ReadFigures } from "./reads.ts";
import type { BenchReport } from "./report.ts";
import { runLine, targetTable } from "./report-frame.ts";
import { STAGES } from "./stages.ts";
import { type Cell, figure, formatTable } from "./table.ts";
import { judge } from "./targets.ts";

/** A run as text for people: a table for each thing that was measured, and the targets at the end. */
export function formatReport(report: BenchReport): string {
  return [
    runLine(report),
    ...readTables(report),
    ...identityTables(report),
    ...analysisTables(report),
    ...descriptorTables(report),
    ...coldTables(report),
    ...sizeTables(report),
    ...report.notes,
    targetTable(judge(report)),
  ].join("\n\n");
}

function readTables({ reads }: BenchReport): string[] {
  if (!reads) return [];
  const cells = ({ route, p50, p95, p99, requestsPerSecond }: ReadFigures): Cell[] => [
    route,
    ...[p50, p95, p99].map((ms) => figure(ms, 3)),
    figure(requestsPerSecond),
  ];
  const rows = reads.flatMap(({ route, bare, latencyRatio, throughputRatio }) => [
    [...cells(route), figure(latencyRatio, 2, "×"), figure(throughputRatio, 2, "×")],
    cells(bare),
  ]);
  const heads = ["route", "p50 ms", "p95 ms", "p99 ms", "requests/s", "p50 ratio", "load ratio"];
  const title = `GET /v1/audio-features/{id} beside bare routes (latency: 1 connection, requests/s: ${CONNECTIONS})`;
  return [formatTable(title, heads, rows)];
}

function identityTables({ identity }: BenchReport): string[] {
  if (!identity) return [];
  const rows: Cell[][] = [
    ["token verified, policy decided: not met before", figure(identity.fresh, 4)],
    ["token verified, policy decided: met before", figure(identity.remembered, 4)],
    ["API key, policy decided: remembered", figure(identity.keyHit, 4)],
    ["API key, policy decided: asked of identity over RPC", figure(identity.keyMiss, 3)],
    ["API key that nobody has, asked of identity", figure(identity.keyUnknown, 3)],
    ["signing in with a password, over HTTP", figure(identity.signIn, 1)],
    ["of which the password's hash (scrypt, N = 32768)", figure(identity.hash, 1)],
  ];
  return [formatTable("Who asks, and whether they may", ["what", "ms"], rows)];
}

/** The stages that make up the whole. */
const PARTS = STAGES.filter((stage) => stage !== "whole");

function analysisTables({ analysis, uploads }: BenchReport): string[] {
  if (!analysis) return [];
  const rows = analysis.map((clip): Cell[] => {
    const trip = uploads?.find(({ format, seconds }) => format === clip.format && seconds === clip.seconds);
    return [
      clip.format,
      figure(clip.seconds, 0, " s"),
      figure(clip.whole),
      figure((clip.seconds * 1000) / clip.whole, 0, "×"),
      ...PARTS.map((stage) => figure(clip[stage], stage === "models" ? 2 : 1)),
      figure(trip?.ms),
    ];
  });
  const heads = [...["format", "clip", "whole ms", "real time", ...PARTS, "upload → 201 ms"]];
  return [formatTable("Analysis in workerd, each stage by itself and the whole as one", heads, rows)];
}

function descriptorTables({ descriptors }: BenchReport): string[] {
  if (!descriptors) return [];
  const { seconds, ownMs, librosa } = descriptors;
  const rows: Cell[][] = [
    ["Descant's kernels in workerd", figure(ownMs, 1), figure((seconds * 1000) / ownMs, 0, "×")],
  ];
  if (librosa) {
    rows.push([
      librosa.version,
      figure(librosa.bestMs, 1),
      figure((seconds * 1000) / librosa.bestMs, 0, "×"),
    ]);
  }
  const title = `The same descriptors of the same ${seconds} s of sound (best of warm runs)`;
  return [formatTable(title, ["by", "ms", "real time"], rows)];
}

function coldTables({ cold }: BenchReport): string[] {
  if (!cold) return [];
  const rows = cold.starts.map(({ worker, what, untilAnswer, untilEmptyAnswer, own }): Cell[] => [
    worker,
    what,
    figure(untilAnswer),
    figure(untilEmptyAnswer),
    figure(own),
  ]);
  const heads = ["worker", "first answer", "from nothing ms", "empty Worker ms", "own ms"];
  return [
    formatTable("Cold start, a new workerd each time", heads, rows),
    `Loading ONNX Runtime and the model: ${cold.firstReady.toFixed(0)} ms for the first ready() of a started Worker, ` +
      `${cold.nextReady.toFixed(1)} ms for the next.`,
  ];
}

function sizeTables({ sizes }: BenchReport): string[] {
  if (!sizes) return [];
  const rows = sizes.map(({ worker, kind, bytes, gzipBytes }): Cell[] => [
    worker,
    kind,
    figure(bytes / 1000, 1),
    figure(gzipBytes / 1000, 1),
  ]);
  return [formatTable("Bundles", ["worker", "files", "KB", "KB gzip"], rows)];
}
