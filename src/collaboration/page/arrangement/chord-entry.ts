import type { Metre } from "../../documents/music/metre.ts";
import { spellChord } from "../document/arrangement.ts";
import { type Place, placeName } from "../document/cells.ts";

/** Steps in which a beat can be divided. */
const QUARTERS = 4;

/**
 * What a text on a beat means: one chord, or up to four that share the time from this place to the next beat evenly, as far as
 * quarters of a beat allow.
 * @returns what stands then at each place of the beat from here on, null where nothing does; or the text that is no chord
 */
export function readEntry(
  text: string,
  { bar, beat }: Place,
  taken: readonly Place[],
): { cells: Record<string, string | null> } | { wrong: string } {
  const parts = text.split(/\s+/).filter((part) => part !== "");
  const end = Math.floor(beat) + 1;
  const room = (end - beat) * QUARTERS;
  if (parts.length > room) return { wrong: text };
  const cells: Record<string, string | null> = { [placeName({ bar, beat })]: null };
  // Several chords take the whole rest of the beat; one alone leaves what others wrote between the beats.
  if (parts.length > 1) {
    for (const place of taken) {
      if (place.bar === bar && place.beat > beat && place.beat < end) cells[placeName(place)] = null;
    }
  }
  for (const [index, part] of parts.entries()) {
    const symbol = spellChord(part);
    if (symbol === null) return { wrong: part };
    const step = Math.floor((index * room) / parts.length) / QUARTERS;
    cells[placeName({ bar, beat: beat + step })] = symbol;
  }
  return { cells };
}

/** The places of a bar that are drawn: each beat, and between them what holds a chord. */
export function placesOf(bar: number, { beats }: Metre, chords: readonly Place[]): Place[] {
  const places = new Set(Array.from({ length: beats }, (_, index) => index + 1));
  for (const chord of chords) if (chord.bar === bar) places.add(chord.beat);
  return [...places].sort((a, b) => a - b).map((beat) => ({ bar, beat }));
}
