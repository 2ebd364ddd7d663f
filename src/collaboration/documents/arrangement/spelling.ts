import { formatChord, parseChord } from "../music/chord.ts";
import { formatKey, parseKey } from "../music/key.ts";
import { formatMetre, parseMetre } from "../music/metre.ts";

/** The one spelling of something written, or null where it is not of its kind. */
const spelled =
  <T>(parse: (text: string) => T | null, format: (value: T) => string) =>
  (text: unknown): string | null => {
    const value = typeof text === "string" ? parse(text) : null;
    return value === null ? null : format(value);
  };

export const spellChord = spelled(parseChord, formatChord);
export const spellKey = spelled(parseKey, formatKey);
export const spellMetre = spelled(parseMetre, formatMetre);
