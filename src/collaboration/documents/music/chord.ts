import { type Quality, SPELLINGS } from "./chord-quality.ts";
import { formatPitch, PITCH, type Pitch, parsePitch, pitchClass, plainAccidentals } from "./pitch.ts";

/** A degree that a symbol adds, alters or leaves out beside its quality. */
export interface Alteration {
  type: "add" | "alter" | "subtract";
  degree: number;
  /** -1 for flat, 1 for sharp. */
  alter: number;
}

export interface Chord {
  root: Pitch;
  quality: Quality;
  alterations: readonly Alteration[];
  /** The note below, where it is not the root; null otherwise. */
  bass: Pitch | null;
}

/** What is written where nothing shall sound. */
export const NO_CHORD = "N.C.";

/** Semitones of the degrees of a major scale, up to the thirteenth, whose seventh is the flat one as chords have it. */
const NATURAL: Record<number, number> = { 2: 2, 3: 4, 4: 5, 5: 7, 6: 9, 7: 10, 9: 14, 11: 17, 13: 21 };

const LONGEST = 32;
const SHAPE = new RegExp(`^(${PITCH})(.*?)(?:/(${PITCH}))?$`);
const ALTERATION = /^(?:(add|no|omit)(b|#)?(13|11|9|7|6|5|4|3|2)|(b|#)(13|11|9|5)|(sus4|sus2|sus)|(\/?9))/;

/**
 * Reads a chord symbol: root, quality, alterations, bass (`F#m7b5`, `Cmaj9(#11)`, `Bb13sus4`, `D/F#`, `C6/9`), or `N.C.`.
 * @returns null for what is none
 */
export function parseChord(text: string): Chord | typeof NO_CHORD | null {
  if (text.length > LONGEST) return null;
  const symbol = plainAccidentals(text.trim());
  if (/^N\.?C\.?$/i.test(symbol)) return NO_CHORD;
  const match = SHAPE.exec(symbol);
  const root = match && parsePitch(match[1]!);
  if (!match || !root) return null;
  for (const [spelling, quality] of SPELLINGS) {
    if (!match[2]!.startsWith(spelling)) continue;
    const alterations = parseAlterations(match[2]!.slice(spelling.length), quality);
    if (alterations) return { root, quality, alterations, bass: match[3] ? parsePitch(match[3]) : null };
  }
  return null;
}

/** The one way in which a chord is written: `F#m7b5`, `Cmaj9(#11)`, `C7sus4`, `D/F#`. */
export function formatChord(chord: Chord | typeof NO_CHORD): string {
  if (chord === NO_CHORD) return NO_CHORD;
  const { root, quality, alterations, bass } = chord;
  const suspended = suspensionOf(alterations);
  const rest = alterations.filter(({ degree, type }) => !suspended || !isSuspension({ degree, type }));
  const suffix = rest.map(({ type, degree, alter }) => {
    const sign = alter < 0 ? "b" : alter > 0 ? "#" : "";
    return type === "subtract"
      ? `no${degree}`
      : `${type === "add" && alter === 0 ? "add" : ""}${sign}${degree}`;
  });
  const brackets = suffix.length > 0 ? `(${suffix.join("")})` : "";
  return formatPitch(root) + quality.symbol + suspended + brackets + (bass ? `/${formatPitch(bass)}` : "");
}

/** Semitones above the root that sound, ascending and without repeats: 0 to 22. */
export function chordIntervals({ quality, alterations }: Chord): number[] {
  const degrees: Record<number, number> = { ...quality.degrees };
  for (const { type, degree, alter } of alterations) {
    if (type === "subtract") delete degrees[degree];
    else degrees[type === "add" && degree in degrees ? degree + 100 : degree] = NATURAL[degree]! + alter;
  }
  return [...new Set(Object.values(degrees))].sort((a, b) => a - b);
}

/** Pitch classes that sound, the bass first, then from the root up. */
export function chordPitchClasses(chord: Chord): number[] {
  const root = pitchClass(chord.root);
  const notes = chordIntervals(chord).map((interval) => (root + interval) % 12);
  return [...new Set(chord.bass ? [pitchClass(chord.bass), ...notes] : notes)];
}

/** Reads `b9#11`, `(add9)`, `sus4`, `(no3)` to the end. @returns null where something is left or makes no sense */
function parseAlterations(text: string, { degrees }: Quality): Alteration[] | null {
  const found: Alteration[] = [];
  if (!/^[^()]*(\([^()]+\)[^()]*)*$/.test(text)) return null;
  let rest = text.replaceAll(/[(),\s]/g, "");
  while (rest !== "") {
    const match = ALTERATION.exec(rest);
    if (!match) return null;
    rest = rest.slice(match[0].length);
    const [, verb, verbSign, verbDegree, sign, degree, suspension, ninth] = match;
    if (suspension) {
      if (!(3 in degrees) || suspensionOf(found)) return null;
      found.push({ type: "subtract", degree: 3, alter: 0 });
      found.push({ type: "add", degree: suspension === "sus2" ? 2 : 4, alter: 0 });
    } else if (ninth) {
      if (!(6 in degrees)) return null;
      found.push({ type: "add", degree: 9, alter: 0 });
    } else if (verb === "no" || verb === "omit") {
      if (verbSign || !(Number(verbDegree) in degrees)) return null;
      found.push({ type: "subtract", degree: Number(verbDegree), alter: 0 });
    } else {
      const value = Number(degree ?? verbDegree);
      const alter = { b: -1, "#": 1 }[(sign ?? verbSign) as "b" | "#"] ?? 0;
      if (verb && alter === 0 && value in degrees) return null;
      found.push({ type: value in degrees ? "alter" : "add", degree: value, alter });
    }
  }
  return hasRepeats(found) ? null : found;
}

/** Repeats would say one thing twice; a flat and a sharp of one degree (`7b9#9`) do not. */
function hasRepeats(alterations: readonly Alteration[]): boolean {
  return new Set(alterations.map(({ degree, alter }) => `${degree}:${alter}`)).size < alterations.length;
}

function isSuspension({ type, degree }: Pick<Alteration, "type" | "degree">): boolean {
  return type === "subtract" ? degree === 3 : type === "add" && (degree === 2 || degree === 4);
}

/** How a chord is suspended: its third left out, and in its place a second or fourth. */
function suspensionOf(alterations: readonly Alteration[]): "" | "sus2" | "sus4" {
  const [first, second] = alterations;
  if (first?.type !== "subtract" || first.degree !== 3 || second?.type !== "add" || second.alter !== 0)
    return "";
  return second.degree === 2 ? "sus2" : second.degree === 4 ? "sus4" : "";
}
