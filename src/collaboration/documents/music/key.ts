import { fifthsOf, formatPitch, PITCH, type Pitch, parsePitch, plainAccidentals } from "./pitch.ts";

/** Modes, by how many fifths their signature lies from that of the major key on the same note. */
const MODES = {
  major: 0,
  minor: -3,
  ionian: 0,
  dorian: -2,
  phrygian: -4,
  lydian: 1,
  mixolydian: -1,
  aeolian: -3,
  locrian: -5,
} as const;

export type Mode = keyof typeof MODES;

export interface Key {
  tonic: Pitch;
  mode: Mode;
  /** Sharps of the signature, flats below zero: -7 to 7. */
  fifths: number;
}

const PATTERN = new RegExp(`^(${PITCH})(m?|\\s*[A-Za-z]+)$`);

/**
 * Reads a key: `C`, `Am`, `F# minor`, `Bb major`, `D dorian`.
 * @returns null for what is no key, and for keys of more than seven sharps or flats, which no signature can show
 */
export function parseKey(text: string): Key | null {
  const match = PATTERN.exec(plainAccidentals(text.trim()));
  const tonic = match && parsePitch(match[1]!);
  if (!match || !tonic) return null;
  const name = match[2]!.trim();
  const mode = name === "" ? "major" : name === "m" ? "minor" : modeOf(name.toLowerCase());
  if (mode === null) return null;
  const fifths = fifthsOf(tonic) + MODES[mode];
  return Math.abs(fifths) > 7 ? null : { tonic, mode, fifths };
}

/** The one way in which a key is written: `F# minor`. */
export function formatKey({ tonic, mode }: Key): string {
  return `${formatPitch(tonic)} ${mode}`;
}

/** Whether a key's third is minor: all that MIDI can tell of a mode. */
export function isMinor({ mode }: Key): boolean {
  return MODES[mode] < -1;
}

function modeOf(name: string): Mode | null {
  if (name === "maj") return "major";
  if (name === "min") return "minor";
  return Object.hasOwn(MODES, name) ? (name as Mode) : null;
}
