/**
 * What chord symbols say after the root: the spellings that players write, and for each its one standard spelling, MusicXML's
 * name (MusicXML 4.0, `kind-value`) and the notes.
 */
export interface Quality {
  /** As it is written here. */
  symbol: string;
  /** MusicXML's kind. */
  kind: string;
  /** Semitones of each degree above the root: `{ 1: 0, 3: 4, 5: 7 }`. */
  degrees: Readonly<Record<number, number>>;
  spellings: readonly string[];
}

const quality = (
  symbol: string,
  kind: string,
  degrees: Record<number, number>,
  ...spellings: string[]
): Quality => ({ symbol, kind, degrees, spellings: [symbol, ...spellings] });

const MAJOR = { 1: 0, 3: 4, 5: 7 };
const MINOR = { 1: 0, 3: 3, 5: 7 };
const DOMINANT = { ...MAJOR, 7: 10 };
const MAJOR_SEVENTH = { ...MAJOR, 7: 11 };
const MINOR_SEVENTH = { ...MINOR, 7: 10 };

/** Eleventh chords go without their third where it would rub against the eleventh: not here, the symbol says all degrees. */
export const QUALITIES: readonly Quality[] = [
  quality("", "major", MAJOR, "maj", "M", "major"),
  quality("m", "minor", MINOR, "min", "-", "mi", "minor"),
  quality("dim", "diminished", { 1: 0, 3: 3, 5: 6 }, "°", "o"),
  quality("aug", "augmented", { 1: 0, 3: 4, 5: 8 }, "+"),
  quality("5", "power", { 1: 0, 5: 7 }),
  quality("sus2", "suspended-second", { 1: 0, 2: 2, 5: 7 }),
  quality("sus4", "suspended-fourth", { 1: 0, 4: 5, 5: 7 }, "sus"),
  quality("6", "major-sixth", { ...MAJOR, 6: 9 }, "maj6", "M6"),
  quality("m6", "minor-sixth", { ...MINOR, 6: 9 }, "min6", "-6", "mi6"),
  quality("7", "dominant", DOMINANT, "dom7"),
  quality("maj7", "major-seventh", MAJOR_SEVENTH, "M7", "ma7", "Δ7", "Δ", "j7"),
  quality("m7", "minor-seventh", MINOR_SEVENTH, "min7", "-7", "mi7"),
  quality("mMaj7", "major-minor", { ...MINOR, 7: 11 }, "mM7", "minMaj7", "m(maj7)", "-Δ7", "-Δ", "mmaj7"),
  quality("dim7", "diminished-seventh", { 1: 0, 3: 3, 5: 6, 7: 9 }, "°7", "o7"),
  quality("m7b5", "half-diminished", { 1: 0, 3: 3, 5: 6, 7: 10 }, "ø", "ø7", "-7b5", "min7b5", "m7(b5)"),
  quality("aug7", "augmented-seventh", { 1: 0, 3: 4, 5: 8, 7: 10 }, "+7", "7#5", "7(#5)"),
  quality("9", "dominant-ninth", { ...DOMINANT, 9: 14 }),
  quality("maj9", "major-ninth", { ...MAJOR_SEVENTH, 9: 14 }, "M9", "ma9", "Δ9"),
  quality("m9", "minor-ninth", { ...MINOR_SEVENTH, 9: 14 }, "min9", "-9", "mi9"),
  quality("11", "dominant-11th", { ...DOMINANT, 9: 14, 11: 17 }),
  quality("maj11", "major-11th", { ...MAJOR_SEVENTH, 9: 14, 11: 17 }, "M11", "ma11"),
  quality("m11", "minor-11th", { ...MINOR_SEVENTH, 9: 14, 11: 17 }, "min11", "-11", "mi11"),
  quality("13", "dominant-13th", { ...DOMINANT, 9: 14, 13: 21 }),
  quality("maj13", "major-13th", { ...MAJOR_SEVENTH, 9: 14, 13: 21 }, "M13", "ma13"),
  quality("m13", "minor-13th", { ...MINOR_SEVENTH, 9: 14, 13: 21 }, "min13", "-13", "mi13"),
];

/** Every spelling with its quality, the longest first: so that `maj7` is not read as `m` and a rest. */
export const SPELLINGS: readonly (readonly [string, Quality])[] = QUALITIES.flatMap((entry) =>
  entry.spellings.map((spelling) => [spelling, entry] as const),
).sort(([a], [b]) => b.length - a.length);
