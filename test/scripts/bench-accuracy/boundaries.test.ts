import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { boundaryScore, equalSections } from "../../../scripts/bench-accuracy/scores/boundaries.ts";

interface Case {
  truth: number[];
  found: number[];
  /** Precision, recall and F by `mir_eval.segment.detection(trim=True)` 0.8 for a window of half a second and of three. */
  "0.5": [number, number, number];
  "3.0": [number, number, number];
}

const cases: Case[] = JSON.parse(
  readFileSync(new URL("../../golden/mir-eval/boundaries.json", import.meta.url), "utf8"),
);

describe("hit rate of boundaries", () => {
  test.each(cases.map((each, index) => [index, each] as const))("case %i agrees with mir_eval", (_, each) => {
    for (const [tolerance, expected] of [
      [0.5, each["0.5"]],
      [3, each["3.0"]],
    ] as const) {
      const { precision, recall, f } = boundaryScore(each.truth, each.found, tolerance);
      expect(precision).toBeCloseTo(expected[0], 5);
      expect(recall).toBeCloseTo(expected[1], 5);
      expect(f).toBeCloseTo(expected[2], 5);
    }
  });

  test("one estimate meets one boundary only", () => {
    expect(boundaryScore([10, 11], [10.5], 3)).toEqual({ precision: 1, recall: 0.5, f: 2 / 3 });
  });

  test("nothing found, or nothing to find, scores 0", () => {
    expect(boundaryScore([10], [], 3)).toEqual({ precision: 0, recall: 0, f: 0 });
    expect(boundaryScore([], [10], 3)).toEqual({ precision: 0, recall: 0, f: 0 });
  });

  test("equal sections", () => {
    expect(equalSections(100, 4)).toEqual([25, 50, 75]);
    expect(equalSections(100, 1)).toEqual([]);
  });
});
