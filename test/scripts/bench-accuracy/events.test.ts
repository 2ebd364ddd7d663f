import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { scoreEvents } from "../../../scripts/bench-accuracy/scores/events.ts";
import { parseBeats } from "../../../scripts/bench-accuracy/scores/parse-beats.ts";

interface Golden {
  name: string;
  window: number;
  truth: number[];
  estimate: number[];
  f: number;
  precision: number | null;
  recall: number | null;
}

/** mir_eval 0.8.2: beat.f_measure and onset.f_measure of made-up times. */
const GOLDENS: Golden[] = JSON.parse(
  readFileSync(path.join(import.meta.dirname, "mir-eval-events.json"), "utf8"),
);

describe("scoreEvents", () => {
  it.each(GOLDENS)("agrees with mir_eval on $name", ({ window, truth, estimate, f, precision, recall }) => {
    const score = scoreEvents(truth, estimate, window);
    expect(score.f).toBeCloseTo(f, 10);
    if (precision !== null) expect(score.precision).toBeCloseTo(precision, 10);
    if (recall !== null) expect(score.recall).toBeCloseTo(recall, 10);
  });

  it("is 0 where nothing meets, 1 where all does, and never counts an annotation twice", () => {
    expect(scoreEvents([1, 2], [], 0.07).f).toBe(0);
    expect(scoreEvents([], [1], 0.07).f).toBe(0);
    expect(scoreEvents([1, 2], [1.01, 2.02], 0.07).f).toBe(1);
    expect(scoreEvents([1], [0.98, 1, 1.02], 0.07)).toEqual({ precision: 1 / 3, recall: 1, f: 0.5 });
  });
});

describe("parseBeats", () => {
  it("reads times and downbeats", () => {
    const text = "0.1\t0.4\r\n0.6\t1.1\r\n1.1\t1.2\n";
    expect(parseBeats(text)).toEqual({ beats: [0.1, 0.6, 1.1], downbeats: [0.6] });
  });
});
