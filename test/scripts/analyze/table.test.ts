import { expect, it } from "vitest";
import type { Outcome } from "../../../scripts/analyze/analyse-all.ts";
import { formatOutcomes } from "../../../scripts/analyze/table.ts";
import { featuresOf } from "./features.ts";

const song: Outcome = { file: "song.mp3", status: "analysed", trackId: "t", features: featuresOf() };
const failed: Outcome = {
  file: "bad.mp3",
  status: "failed",
  error: { code: "corrupt_audio", message: "It is broken." },
};
const LEGEND = /^How sure each value is:/;

it("sets each figure below its head, with the mark of its confidence", () => {
  const [head = "", row = "", ...rest] = formatOutcomes([song], Number.POSITIVE_INFINITY).split("\n");
  expect(head.trim().split(/\s+/)).toEqual([
    "file",
    "length",
    "tempo",
    "key",
    "LUFS",
    "dance",
    "energy",
    "valence",
    "acoustic",
    "instrum.",
    "speech",
    "live",
  ]);
  expect(row.split(/ {2,}/)).toEqual([
    "song.mp3",
    "3:07",
    "120.0 ●",
    "A minor ◕",
    "−9.8",
    "0.62 ◕",
    "0.81 ●",
    "0.30 ◑",
    "0.07 ◕",
    "0.90 ○",
    "0.05 ○",
    "0.12 ○",
  ]);
  expect(row.length).toBe(head.length);
  expect(rest.join("\n").trim()).toMatch(LEGEND);
});

it("keeps columns straight over rows of different width", () => {
  const long: Outcome = {
    ...song,
    file: "a much longer name.flac",
    features: featuresOf({ tempo: 60, key: 1 }),
  };
  const [head = "", first = "", second = ""] = formatOutcomes([song, long], Number.POSITIVE_INFINITY).split(
    "\n",
  );
  expect(first.indexOf("A minor")).toBe(head.indexOf("key"));
  expect(second.indexOf("C♯ minor")).toBe(head.indexOf("key"));
  expect(first.length).toBe(second.length);
});

it("puts the reason of a failure in place of the figures, in order", () => {
  const lines = formatOutcomes([failed, song], Number.POSITIVE_INFINITY).split("\n");
  expect(lines[1]).toBe("bad.mp3   It is broken.");
  expect(lines[2]).toMatch(/^song\.mp3 /);
});

it("has neither head nor legend when everything failed", () => {
  expect(formatOutcomes([failed], 40)).toBe("bad.mp3  It is broken.");
});

it("writes a block for each recording where a table does not fit", () => {
  const text = formatOutcomes([song, failed], 80);
  expect(text).toContain("song.mp3\n  length            3:07\n");
  expect(text).toContain("  instrumentalness  0.90 ○");
  expect(text).toContain("bad.mp3\n  It is broken.");
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
});

it("claims nothing where nothing was found", () => {
  const loudness = { integrated_lufs: null, range_lu: null, true_peak_dbtp: null };
  const features = featuresOf({ tempo: 0, key: -1, details: { ...featuresOf().details, loudness } });
  const [, row] = formatOutcomes([{ ...song, features }], Number.POSITIVE_INFINITY).split("\n");
  expect(row?.split(/ {2,}/).slice(2, 5)).toEqual(["–", "–", "silent"]);
});

it("keeps the end of a name that is too long", () => {
  const file = `${"folder/".repeat(10)}last.mp3`;
  expect(formatOutcomes([{ ...song, file }], 400)).toMatch(/\n….{31}last\.mp3 /);
});
