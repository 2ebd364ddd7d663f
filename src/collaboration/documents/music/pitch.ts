/** A pitch without its octave, as it is spelled: `alter` is -2 (double flat) to 2 (double sharp). */
export interface Pitch {
  step: Step;
  alter: number;
}

export type Step = "C" | "D" | "E" | "F" | "G" | "A" | "B";

const SEMITONES: Record<Step, number> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };
const FIFTHS: Record<Step, number> = { F: -1, C: 0, G: 1, D: 2, A: 3, E: 4, B: 5 };
const ACCIDENTALS: Record<string, number> = { "": 0, "#": 1, "##": 2, b: -1, bb: -2 };

/** What a pitch looks like at the start of a text: `♯` and `♭` have been replaced before. */
export const PITCH = "[A-G](?:##|#|bb|b)?";

/** Real sharps and flats as they are typed. */
export function plainAccidentals(text: string): string {
  return text.replaceAll("♯", "#").replaceAll("♭", "b").replaceAll("𝄪", "##").replaceAll("𝄫", "bb");
}

/** @returns null for what is not a letter A to G with up to two sharps or flats */
export function parsePitch(text: string): Pitch | null {
  const alter = ACCIDENTALS[text.slice(1)];
  return /^[A-G]/.test(text) && alter !== undefined ? { step: text[0] as Step, alter } : null;
}

export function formatPitch({ step, alter }: Pitch): string {
  return step + (alter < 0 ? "b".repeat(-alter) : "#".repeat(alter));
}

/** Semitones above C, 0 to 11. */
export function pitchClass({ step, alter }: Pitch): number {
  return (SEMITONES[step] + alter + 12) % 12;
}

/** Steps round the circle of fifths from C: sharps of the major key on this pitch, flats below zero. */
export function fifthsOf({ step, alter }: Pitch): number {
  return FIFTHS[step] + 7 * alter;
}
