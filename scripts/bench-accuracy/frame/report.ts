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
  /** How much figures move: `set` is what was done to the recordings. */
  robustness: AccuracyRow[];
  /** What was not measured, and why. */
  notes: string[];
}

/** Peers with a column of their own. */
const COLUMNS = ["librosa", "aubio"] as const;
const HEADS = ["figure", "set", "count", "ours", "has seen", ...COLUMNS, "baseline", "target", "met"];

/** Whether a row keeps its promise; null where it makes none or nothing was measured. */
export function isMet({ ours, target }: AccuracyRow): boolean | null {
  if (!target || ours === null) return null;
  return target.better === "higher" ? ours >= target.value : ours <= target.value;
}

/** The report as text whose table is Markdown, so that it can be pasted: machine, table, remarks by number, what is missing. */
export function formatAccuracy(report: AccuracyReport): string {
  const remarks: string[] = [];
  const cells = report.rows.map((row) => cellsOf(row, remarks));
  const judged = report.rows.map(isMet).filter((met) => met !== null);
  return [
    runLine(report),
    `Beside: ${report.peers.join(", ") || "nobody"}.`,
    "",
    ...(cells.length > 0 ? [markdownTable(HEADS, cells), ""] : []),
    "Under “has seen”: the shipped model on recordings that it learned from, which flatters; targets are judged by “ours”.",
    `Targets met: ${judged.filter(Boolean).length} of ${judged.length}.`,
    "",
    ...remarks.map((remark, i) => `${i + 1}. ${remark}`),
    ...(report.robustness.length > 0 ? ["", robustnessTable(report.robustness), ""] : []),
    ...report.notes.map((note) => `- ${note}`),
  ].join("\n");
}

/** A figure a line, a treatment a column. */
function robustnessTable(rows: readonly AccuracyRow[]): string {
  const treatments = [...new Set(rows.map(({ set }) => set))];
  const figures = [...new Set(rows.map(({ figure }) => figure))];
  const cells = figures.map((name) => [
    name,
    ...treatments.map((treatment) => {
      const row = rows.find(({ figure, set }) => figure === name && set === treatment);
      return row?.ours?.toFixed(row.digits ?? 3) ?? "–";
    }),
  ]);
  const count = Math.max(...rows.map((row) => row.count));
  return markdownTable([`how ${count} recordings move`, ...treatments], cells);
}

/** Padded, so that it can be read as it is; columns of figures are set to the right. */
function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const isText = (column: number) => column === 0 || rows.some((row) => /[^\d.–-]/.test(row[column]!));
  const columns = heads.map((head, i) => ({
    width: Math.max(head.length, ...rows.map((row) => row[i]!.length)),
    text: isText(i),
  }));
  const line = (row: readonly string[]) =>
    `| ${columns.map(({ width, text }, i) => (text ? row[i]!.padEnd(width) : row[i]!.padStart(width))).join(" | ")} |`;
  const rule = `|${columns.map(({ width, text }) => (text ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
  return [line(heads), rule, ...rows.map(line)].join("\n");
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
