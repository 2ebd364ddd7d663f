/** The sonorities that are scored; `other` is a chord that no label of ours can name (a sus4, a diminished one, a bare fifth). */
export type Quality = "maj" | "min" | "7" | "maj7" | "min7" | "none" | "other";

/** A chord as an annotation writes it. */
export interface ChordSymbol {
  /** Pitch class of the root, 0 (C) to 11; -1 for no chord. */
  root: number;
  /** Semitones above the root that sound, ascending from 0. */
  intervals: readonly number[];
  /** Semitones from the root up to the bass, 0 to 11. */
  bass: number;
  quality: Quality;
  /** A sixth without a seventh: major or minor among triads, but no seventh chord has its notes. */
  sixth: boolean;
}

export const NO_CHORD: ChordSymbol = { root: -1, intervals: [], bass: 0, quality: "none", sixth: false };

/** Semitones of Harte's shorthands ("Symbolic representation of musical chords", ISMIR 2005), and of those that Billboard adds. */
const SHORTHANDS: Readonly<Record<string, readonly number[]>> = {
  maj: [0, 4, 7],
  min: [0, 3, 7],
  dim: [0, 3, 6],
  aug: [0, 4, 8],
  maj7: [0, 4, 7, 11],
  min7: [0, 3, 7, 10],
  "7": [0, 4, 7, 10],
  dim7: [0, 3, 6, 9],
  hdim7: [0, 3, 6, 10],
  minmaj7: [0, 3, 7, 11],
  maj6: [0, 4, 7, 9],
  min6: [0, 3, 7, 9],
  "9": [0, 2, 4, 7, 10],
  maj9: [0, 2, 4, 7, 11],
  min9: [0, 2, 3, 7, 10],
  "11": [0, 2, 5, 7, 10],
  maj11: [0, 2, 4, 5, 7, 11],
  min11: [0, 2, 3, 5, 7, 10],
  "13": [0, 2, 4, 7, 9, 10],
  maj13: [0, 2, 4, 7, 9, 11],
  min13: [0, 2, 3, 7, 9, 10],
  sus2: [0, 2, 7],
  sus4: [0, 5, 7],
  "5": [0, 7],
  "1": [0],
  "": [],
};

const NATURALS: Readonly<Record<string, number>> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };
/** Semitones of the degrees 1 to 7 of a major scale. */
const DEGREES = [0, 2, 4, 5, 7, 9, 11];

/** Pitch class of a note name such as "Ab" or "F#". @throws RangeError for anything else */
export function pitchClass(name: string): number {
  const natural = NATURALS[name[0] ?? ""];
  if (natural === undefined) throw new RangeError(`${name} is no note.`);
  return (natural + accidentals(name.slice(1)) + 24) % 12;
}

/** Reads "Ab:min7/b3", "N" and the like. @throws RangeError for what Harte's grammar does not know */
export function readChordSymbol(text: string): ChordSymbol {
  if (text === "N" || text === "X") return text === "N" ? NO_CHORD : { ...NO_CHORD, quality: "other" };
  const match = /^([A-G][b#]*)(?::([a-z0-9]*)(?:\(([^)]*)\))?)?(?:\/([b#]*\d+))?$/.exec(text);
  if (!match) throw new RangeError(`${text} is no chord symbol.`);
  const [, name = "", shorthand = "maj", extra = "", inversion] = match;
  const base = SHORTHANDS[shorthand];
  if (!base) throw new RangeError(`${text}: ${shorthand} is no shorthand.`);
  const intervals = new Set(base);
  intervals.add(0);
  for (const part of extra.split(",").filter(Boolean)) {
    if (part.startsWith("*")) intervals.delete(degree(part.slice(1)));
    else intervals.add(degree(part));
  }
  const sounding = [...intervals].sort((a, b) => a - b);
  return {
    root: pitchClass(name),
    intervals: sounding,
    bass: inversion === undefined ? 0 : degree(inversion),
    quality: qualityOf(intervals),
    sixth: intervals.has(9) && !intervals.has(10) && !intervals.has(11),
  };
}

/** The scored quality of a set of intervals: third, fifth and seventh decide; ninths and sixths do not. */
function qualityOf(intervals: ReadonlySet<number>): Quality {
  if (!intervals.has(7)) return "other";
  if (intervals.has(4)) return intervals.has(10) ? "7" : intervals.has(11) ? "maj7" : "maj";
  if (intervals.has(3)) return intervals.has(10) ? "min7" : intervals.has(11) ? "other" : "min";
  return "other";
}

function degree(text: string): number {
  const [, signs = "", number = "1"] = /^([b#]*)(\d+)$/.exec(text) ?? [];
  return (DEGREES[(Number(number) - 1) % 7]! + accidentals(signs) + 12) % 12;
}

function accidentals(signs: string): number {
  return [...signs].reduce((sum, sign) => sum + (sign === "#" ? 1 : -1), 0);
}
