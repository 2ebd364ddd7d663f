import type { Machine } from "../../bench/machine.ts";
import { runLine } from "../../bench/report-frame.ts";
import type { AccuracyRow } from "../row.ts";

/** All that a run found out. */
export interface AccuracyReport {
  machine: Machine;
  quick: boolean;
  /** Peers that were asked: "librosa 0.11.0". */
  peers: string[];
  rows: AccuracyRow[];
  /** What was not measured, and why. */
  notes: string[];
}

/** Peers with a column of their own. */
const COLUMNS = ["librosa", "aubio"] as const;
const HEADS = ["figure", "set", "count", "ours", "has seen", ...COLUMNS, "baseline", "target", "met"];
/** Columns of words; the others hold figures. */
const WORDS = new Set([0, 1, 7]);

/** Whether a row keeps its promise; null where it makes none or nothing was measured. */
export function isMet({ ours, target }: AccuracyRow): boolean | null {
  if (!target || ours === null) return null;
  return target.better === "higher" ? ours >= target.value : ours <= target.value;
}

/** The report as text whose table is Markdown, so that it can be pasted: machine, table, remarks by number, what is missing. */
export function formatAccuracy(report: AccuracyReport): string {
  const remarks: string[] = [];
  const cells = report.rows.map((row) => cellsOf(row, remarks));
  const widths = HEADS.map((head, i) => Math.max(head.length, ...cells.map((row) => row[i]!.length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => (WORDS.has(i) ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(" | ")} |`;
  const rule = `|${widths.map((width, i) => (WORDS.has(i) ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
  const judged = report.rows.map(isMet).filter((met) => met !== null);
  return [
    runLine(report),
    `Beside: ${report.peers.join(", ") || "nobody"}.`,
    "",
    [line(HEADS), rule, ...cells.map(line)].join("\n"),
    "",
    "Under “has seen”: the shipped model on recordings that it learned from, which flatters; targets are judged by “ours”.",
    `Targets met: ${judged.filter(Boolean).length} of ${judged.length}.`,
    "",
    ...remarks.map((remark, i) => `${i + 1}. ${remark}`),
    ...report.notes.map((note) => `- ${note}`),
  ].join("\n");
}

function cellsOf(row: AccuracyRow, remarks: string[]): string[] {
  const figure = (value: number | null | undefined) =>
    value === null || value === undefined ? "–" : value.toFixed(row.digits ?? 3);
  const met = isMet(row);
  const others = Object.entries(row.peers ?? {}).filter(([name]) => !COLUMNS.some((peer) => peer === name));
  const note = [row.note, ...others.map(([name, value]) => `${name}: ${figure(value)}`)]
    .filter(Boolean)
    .join("; ");
  return [
    `${row.figure}${note ? ` (${numberOf(note, remarks)})` : ""}`,
    row.set,
    String(row.count),
    figure(row.ours),
    figure(row.seen),
    ...COLUMNS.map((peer) => figure(row.peers?.[peer])),
    row.baseline ? `${figure(row.baseline.value)} ${row.baseline.name}` : "–",
    row.target ? `${row.target.better === "higher" ? "≥" : "≤"} ${figure(row.target.value)}` : "–",
    met === null ? "–" : met ? "✓" : "✗ missed",
  ];
}

/** Equal remarks share a number. */
function numberOf(note: string, remarks: string[]): number {
  const known = remarks.indexOf(note);
  return known >= 0 ? known + 1 : remarks.push(note);
}
