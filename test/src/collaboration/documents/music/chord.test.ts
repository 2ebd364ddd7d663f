import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Chord,
  chordIntervals,
  chordPitchClasses,
  formatChord,
  NO_CHORD,
  parseChord,
} from "../../../../../src/collaboration/documents/music/chord.ts";
import { QUALITIES, SPELLINGS } from "../../../../../src/collaboration/documents/music/chord-quality.ts";

const chord = (symbol: string): Chord => {
  const parsed = parseChord(symbol);
  if (parsed === null || parsed === NO_CHORD) throw new Error(`${symbol} is no chord`);
  return parsed;
};

describe("symbols are read as players write them", () => {
  test.each([
    ["C", "C", "major", [0, 4, 7]],
    ["F♯m7♭5", "F#m7b5", "half-diminished", [0, 3, 6, 10]],
    ["Bb-7", "Bbm7", "minor-seventh", [0, 3, 7, 10]],
    ["CΔ", "Cmaj7", "major-seventh", [0, 4, 7, 11]],
    ["B°7", "Bdim7", "diminished-seventh", [0, 3, 6, 9]],
    ["C+", "Caug", "augmented", [0, 4, 8]],
    ["G7sus", "G7sus4", "dominant", [0, 5, 7, 10]],
    ["C6/9", "C6(add9)", "major-sixth", [0, 4, 7, 9, 14]],
    ["C69", "C6(add9)", "major-sixth", [0, 4, 7, 9, 14]],
    ["E7#9", "E7(#9)", "dominant", [0, 4, 7, 10, 15]],
    ["G7b9#9", "G7(b9#9)", "dominant", [0, 4, 7, 10, 13, 15]],
    ["Dm(add9)", "Dm(add9)", "minor", [0, 3, 7, 14]],
    ["C(no3)", "C(no3)", "major", [0, 7]],
    ["Am(maj7)", "AmMaj7", "major-minor", [0, 3, 7, 11]],
    ["D13", "D13", "dominant-13th", [0, 4, 7, 10, 14, 21]],
  ])("%s is %s", (symbol, standard, kind, intervals) => {
    const parsed = chord(symbol);
    expect(formatChord(parsed)).toBe(standard);
    expect(parsed.quality.kind).toBe(kind);
    expect(chordIntervals(parsed)).toEqual(intervals);
  });

  test("the bass comes first, whether it belongs to the chord or not", () => {
    expect(chordPitchClasses(chord("D/F#"))).toEqual([6, 2, 9]);
    expect(chordPitchClasses(chord("C/D"))).toEqual([2, 0, 4, 7]);
  });

  test("flats and sharps go round the octave", () => {
    expect(chordPitchClasses(chord("Cb"))).toEqual([11, 3, 6]);
    expect(chordPitchClasses(chord("B#"))).toEqual([0, 4, 7]);
  });

  test.each(["N.C.", "NC", "n.c."])("%s is no chord", (symbol) => expect(parseChord(symbol)).toBe(NO_CHORD));
});

test.each([
  "",
  "H",
  "c",
  "Cmaj7x",
  "C(",
  "C()",
  "C((9))",
  "C7b9b9",
  "C/9",
  "C/H",
  "Csus4sus2",
  "C5(no7)",
  "Cadd",
  "C7alt",
])("%s is refused", (symbol) => expect(parseChord(symbol)).toBeNull());

test("what is written from a chord is read as the same chord", () => {
  const symbol = fc
    .tuple(
      fc.constantFrom("C", "F#", "Bb", "Abb", "G##"),
      fc.constantFrom(...SPELLINGS.map(([spelling]) => spelling)),
      fc.constantFrom("", "sus4", "b9", "#11", "(add9)", "(no5)", "(b9#11)"),
      fc.constantFrom("", "/E", "/Gb"),
    )
    .map((parts) => parts.join(""));
  let read = 0;
  fc.assert(
    fc.property(symbol, (text) => {
      const parsed = parseChord(text);
      if (parsed === null || parsed === NO_CHORD) return;
      read++;
      const again = chord(formatChord(parsed));
      expect(formatChord(again)).toBe(formatChord(parsed));
      expect(chordPitchClasses(again)).toEqual(chordPitchClasses(parsed));
    }),
    { numRuns: 1000 },
  );
  expect(read).toBeGreaterThan(500);
});

test("whatever is typed is read or refused", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."CFb#mM7913sudi(/)°Δ+ "), maxLength: 40 }), (text) => {
      const parsed = parseChord(text);
      if (parsed !== null) expect(formatChord(parsed).length).toBeLessThan(80);
    }),
    { numRuns: 2000 },
  );
});

test("each spelling belongs to one quality, and each quality to one kind of MusicXML's", () => {
  expect(new Set(SPELLINGS.map(([spelling]) => spelling)).size).toBe(SPELLINGS.length);
  expect(new Set(QUALITIES.map(({ kind }) => kind)).size).toBe(QUALITIES.length);
});
