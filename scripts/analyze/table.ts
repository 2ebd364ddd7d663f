import type { AudioFeatures } from "../../src/http/page/contract.ts";
import { ATTRIBUTES, certainty, clock, keyName, signed } from "../../src/http/page/words.ts";
import type { Outcome } from "./analyse-all.ts";

/** One mark for each of the certainties that `certainty` tells apart, from a guess to sure. */
const MARKS = ["○", "○", "◑", "◕", "●"];
const LEGEND = "How sure each value is:  ● sure  ◕ fairly sure  ◑ unsure  ○ a guess";
const NOTHING = "–";
const LONGEST_NAME = 40;
const GAP = "  ";
/** Columns whose values are words; figures are set to the right, so that their points stand below each other. */
const WORDS = new Set(["file", "key"]);
/** Heads for columns whose figures are much narrower than their name. */
const SHORT: Record<string, string> = {
  danceability: "dance",
  acousticness: "acoustic",
  instrumentalness: "instrum.",
  speechiness: "speech",
  liveness: "live",
};

/** Names and values of a recording's figures, in the order of the columns, each value with the mark of its confidence. */
function figuresOf(features: AudioFeatures): [name: string, value: string][] {
  const { confidence, details } = features;
  const marked = (value: string, share: number) => `${value} ${MARKS[certainty(share).notes]}`;
  const lufs = details.loudness.integrated_lufs;
  return [
    ["length", clock(features.duration_ms)],
    ["tempo", features.tempo > 0 ? marked(features.tempo.toFixed(1), confidence.tempo) : NOTHING],
    ["key", features.key >= 0 ? marked(keyName(features.key, features.mode), confidence.key) : NOTHING],
    ["LUFS", lufs === null ? "silent" : signed(lufs)],
    ...ATTRIBUTES.map(({ name }): [string, string] => [
      name,
      marked(features[name].toFixed(2), confidence[name]),
    ]),
  ];
}

/**
 * Outcomes as text for people: a table with a row for each recording, or, where that is wider than the screen, a small
 * block for each. A recording that failed has its reason in place of its figures.
 * @param width characters in a line; Infinity where nobody looks at it on a screen
 */
export function formatOutcomes(outcomes: Outcome[], width: number): string {
  const table = formatTable(outcomes);
  if (!outcomes.some(({ status }) => status === "analysed")) return table.join("\n");
  const [head = ""] = table;
  const body = head.length <= width ? table.join("\n") : outcomes.map(formatBlock).join("\n\n");
  return `${body}\n\n${LEGEND}`;
}

function formatTable(outcomes: Outcome[]): string[] {
  const rows = outcomes.map((outcome) => ({
    name: shorten(outcome.file),
    outcome,
    figures: outcome.status === "analysed" ? figuresOf(outcome.features) : [],
  }));
  const names =
    rows.find(({ figures }) => figures.length > 0)?.figures.map(([name]) => SHORT[name] ?? name) ?? [];
  const columns = ["file", ...names].map((title, index) => {
    const values = rows.flatMap(({ name, figures }) =>
      index === 0 ? [name] : (figures[index - 1]?.[1] ?? []),
    );
    return { title, width: Math.max(title.length, ...values.map((value) => value.length)) };
  });
  const line = (cells: string[]) =>
    cells
      .map((cell, index) => align(cell, columns[index]!))
      .join(GAP)
      .trimEnd();
  const head = names.length === 0 ? [] : [line(columns.map(({ title }) => title))];
  return [
    ...head,
    ...rows.map(({ name, figures, outcome }) =>
      outcome.status === "failed"
        ? `${name.padEnd(columns[0]!.width)}${GAP}${outcome.error.message}`
        : line([name, ...figures.map(([, value]) => value)]),
    ),
  ];
}

function formatBlock(outcome: Outcome): string {
  if (outcome.status === "failed") return `${outcome.file}\n  ${outcome.error.message}`;
  const figures = figuresOf(outcome.features);
  const width = Math.max(...figures.map(([name]) => name.length));
  return [outcome.file, ...figures.map(([name, value]) => `  ${name.padEnd(width)}${GAP}${value}`)].join(
    "\n",
  );
}

function align(cell: string, column: { title: string; width: number }): string {
  return WORDS.has(column.title) ? cell.padEnd(column.width) : cell.padStart(column.width);
}

/** Keeps the end of a long name, where recordings of one folder differ. */
function shorten(name: string): string {
  return name.length <= LONGEST_NAME ? name : `…${name.slice(1 - LONGEST_NAME)}`;
}
