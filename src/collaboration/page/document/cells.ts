import * as Y from "yjs";
import type { Tally } from "./ordered.ts";

/** The maps that a section holds besides its fields. */
export const PARTS = ["chords", "tempos", "metres", "keys"] as const;
export type Part = (typeof PARTS)[number];

/** A place in a section, counted from 1; `beat` is 1 where only the bar counts. */
export interface Place {
  bar: number;
  beat: number;
}

const CELL = /^([1-9]\d{0,2})(?::([1-9]\d?(?:\.(?:25|5|75))?))?$/;

/**
 * What stands at the places of one part of a section, in their order: `chords` and `tempos` by `bar:beat`, `metres` and `keys` by
 * `bar`. What is no place, or has no meaning there, counts as broken.
 */
export function readCells<T>(
  section: Y.Map<unknown>,
  part: Part,
  parse: (value: unknown) => T | null,
  tally: Tally,
): (Place & { value: T })[] {
  const map = section.get(part);
  if (!(map instanceof Y.Map)) {
    if (map !== undefined) tally.broken++;
    return [];
  }
  const isByBar = part === "metres" || part === "keys";
  const cells: (Place & { value: T })[] = [];
  for (const [name, raw] of map) {
    const match = CELL.exec(name);
    const value = parse(raw);
    if (match === null || (match[2] === undefined) !== isByBar || value === null) tally.broken++;
    else cells.push({ bar: Number(match[1]), beat: Number(match[2] ?? 1), value });
  }
  return cells.sort((a, b) => a.bar - b.bar || a.beat - b.beat);
}

/** How a place is named where beats count. */
export const placeName = ({ bar, beat }: Place): string => `${bar}:${beat}`;
