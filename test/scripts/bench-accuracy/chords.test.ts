import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readChordSymbol } from "../../../scripts/bench-accuracy/progressions/chord-symbols.ts";
import { type ChordSpan, chordScores, joinScores } from "../../../scripts/bench-accuracy/scores/chords.ts";

type Spans = [start: number, end: number, label: string][];
interface Golden {
  cases: {
    name: string;
    truth: Spans;
    estimate: Spans;
    scores: { root: number; majMin: number; sevenths: number };
  }[];
}

const golden: Golden = JSON.parse(
  readFileSync(path.join(import.meta.dirname, "mir-eval-chords.json"), "utf8"),
);
const spans = (list: Spans): ChordSpan[] =>
  list.map(([start, end, label]) => ({ ...readChordSymbol(label), start, end }));

describe("chord recall", () => {
  it.each(golden.cases)("agrees with mir_eval: $name", ({ truth, estimate, scores }) => {
    const { root, majMin, sevenths } = chordScores(spans(truth), spans(estimate));
    expect(root).toBeCloseTo(scores.root, 8);
    expect(majMin).toBeCloseTo(scores.majMin, 8);
    expect(sevenths).toBeCloseTo(scores.sevenths, 8);
  });

  it("weighs recordings by their length", () => {
    const one = chordScores(spans([[0, 3, "C:maj"]]), spans([[0, 3, "C:maj"]]));
    const other = chordScores(spans([[0, 1, "C:maj"]]), spans([[0, 1, "D:maj"]]));
    expect(joinScores([one, other]).root).toBeCloseTo(0.75, 12);
  });

  it("is 0, not NaN, when nothing can be scored", () => {
    expect(chordScores([], [])).toMatchObject({ root: 0, majMin: 0, sevenths: 0 });
    expect(joinScores([])).toMatchObject({ root: 0, majMin: 0, sevenths: 0 });
  });
});

describe("chord symbols", () => {
  it.each([
    ["C:maj", 0, "maj", 0],
    ["Ab:min7/b3", 8, "min7", 3],
    ["F#:7(#9)", 6, "7", 0],
    ["Bb:maj9", 10, "maj7", 0],
    ["Cb:min/5", 11, "min", 7],
    ["E:sus4", 4, "other", 0],
    ["G:5", 7, "other", 0],
    ["N", -1, "none", 0],
  ] as const)("reads %s", (text, root, quality, bass) => {
    expect(readChordSymbol(text)).toMatchObject({ root, quality, bass });
  });

  it.each(["H:maj", "C:foo", "C:maj/", ""])("refuses %j", (text) => {
    expect(() => readChordSymbol(text)).toThrow(RangeError);
  });
});
