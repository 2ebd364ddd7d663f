import { describe, expect, it } from "vitest";
import { UsageError } from "../../../scripts/bench/options.ts";
import { every } from "../../../scripts/bench-accuracy/frame/every.ts";
import { PARTS, readAccuracyOptions } from "../../../scripts/bench-accuracy/frame/options.ts";
import { type AccuracyReport, formatAccuracy, isMet } from "../../../scripts/bench-accuracy/frame/report.ts";
import type { AccuracyRow } from "../../../scripts/bench-accuracy/row.ts";

const machine = {
  date: "2026-11-20T12:00:00.000Z",
  processor: "A processor",
  cores: 2,
  load: 0.5,
  node: "24.21.0",
};
const tempo: AccuracyRow = {
  figure: "tempo, Acc1",
  set: "gtzan-mini",
  count: 50,
  ours: 0.82,
  seen: 0.9,
  peers: { librosa: 0.6, "a network": 0.85 },
  baseline: { name: "always 120", value: 0.1 },
  target: { value: 0.7, better: "higher" },
  note: "cross-validated",
};
const report: AccuracyReport = {
  machine,
  quick: true,
  peers: ["librosa 0.11.0"],
  rows: [
    tempo,
    { figure: "loudness, LU", set: "all", count: 3, ours: 0.12, target: { value: 0.1, better: "lower" } },
  ],
  robustness: [
    { figure: "same tempo", set: "mp3", count: 30, ours: 0.97, digits: 2 },
    { figure: "same tempo", set: "noise", count: 30, ours: null, digits: 2 },
    { figure: "loudness, LU", set: "mp3", count: 30, ours: 0.05, digits: 2 },
  ],
  notes: ["Without aubio."],
};

/** Cells of the lines of a text that begin with a word. */
const cellsOf = (text: string, first: string) =>
  text
    .split("\n")
    .filter((line) => line.startsWith(`| ${first}`))
    .map((line) =>
      line
        .slice(2, -2)
        .split(" | ")
        .map((cell) => cell.trim()),
    );

describe("the report", () => {
  const text = formatAccuracy(report);

  it("gives every figure with its peers, its baseline and its target, and numbers the remarks", () => {
    expect(cellsOf(text, "tempo, Acc1")).toEqual([
      [
        "tempo, Acc1 (1)",
        "gtzan-mini",
        "50",
        "0.820",
        "0.900",
        "0.600",
        "–",
        "0.100 always 120",
        "≥ 0.700",
        "✓",
      ],
    ]);
    expect(text).toContain("1. cross-validated; a network: 0.850");
    expect(cellsOf(text, "loudness, LU")[0]).toEqual(
      expect.arrayContaining(["0.120", "≤ 0.100", "✗ missed"]),
    );
    expect(text).toContain("Targets met: 1 of 2.");
  });

  it("says where it was measured, beside whom, and what is missing", () => {
    expect(text).toMatch(
      /^A processor, 2 cores, load 0.5, Node 24.21.0, .*, quick run\nBeside: librosa 0.11.0\.\n/,
    );
    expect(text).toMatch(/^- Without aubio\.$/m);
    expect(formatAccuracy({ ...report, peers: [] })).toContain("Beside: nobody.");
  });

  it("has a column for each treatment, and a dash where nothing was measured", () => {
    expect(cellsOf(text, "how 30 recordings move")).toEqual([["how 30 recordings move", "mp3", "noise"]]);
    expect(cellsOf(text, "same tempo")).toEqual([["same tempo", "0.97", "–"]]);
    expect(cellsOf(text, "loudness, LU")[1]).toEqual(["loudness, LU", "0.05", "–"]);
  });

  it("is a table of Markdown: as many cells in every line of it", () => {
    const widths = text
      .split("\n")
      .filter((line) => line.startsWith("|"))
      .map((line) => line.split("|").length);
    expect(new Set(widths.slice(0, 4))).toEqual(new Set([12]));
    expect(new Set(widths.slice(4))).toEqual(new Set([5]));
  });
});

describe("whether a target is met", () => {
  it.each([
    [0.7, "higher", true],
    [0.69, "higher", false],
    [0.7, "lower", true],
    [0.71, "lower", false],
  ] as const)("%f, %s is better: %s", (ours, better, met) => {
    expect(isMet({ ...tempo, ours, target: { value: 0.7, better } })).toBe(met);
  });

  it("is judged by what was not seen, and not at all without a figure", () => {
    expect(isMet({ ...tempo, ours: 0.5, seen: 0.9 })).toBe(false);
    expect(isMet({ ...tempo, ours: null })).toBeNull();
    expect(isMet({ figure: "f", set: "s", count: 1, ours: 1 })).toBeNull();
  });
});

describe("the command line", () => {
  const read = (...args: string[]) => readAccuracyOptions(args, { DESCANT_PYTHON: "" }, "/work");

  it("measures everything unless told otherwise", () => {
    expect(read()).toEqual({
      data: "/work/shared/data",
      parts: new Set(PARTS),
      quick: false,
      python: "python3",
      json: "build/bench-accuracy.json",
    });
  });

  it("takes parts, data, a Python and a file", () => {
    const args = ["--only", "rhythm, harmony", "--quick", "--data", "d", "--python", "p", "--json", "j"];
    expect(read(...args)).toEqual({
      data: "d",
      parts: new Set(["rhythm", "harmony"]),
      quick: true,
      python: "p",
      json: "j",
    });
    expect(readAccuracyOptions([], { DESCANT_PYTHON: "q" }, "/work")).toHaveProperty("python", "q");
    expect(read("--help")).toBe("help");
  });

  it.each([["--only", "rhythm,dance"], ["--nothing"], ["more"]])("refuses %s %s", (...args) => {
    expect(() => read(...args)).toThrow(UsageError);
  });
});

it("every third of a list", () => {
  expect(every(3, [0, 1, 2, 3, 4, 5, 6])).toEqual([0, 3, 6]);
  expect(every(1, [0, 1])).toEqual([0, 1]);
});
