import * as Y from "yjs";
import { rootMap, sortedKeys } from "../fields.ts";
import { type Issues, pathOf } from "../issues.ts";
import type { OrderedList } from "../ordered-list.ts";
import { MOST_BARS, MOST_SECTIONS } from "./contract.ts";

/**
 * Where an arrangement lives: `details` holds its fields, `sections` a map for each section, by its id. Besides its fields and its
 * `position`, a section holds four maps whose names are places in it: `chords` and `tempos` by `bar:beat` (`3:2.5`), `metres` and
 * `keys` by `bar`. So two people who write the same beat end with one of their chords, and what stands in a section moves with it.
 */
export const ARRANGEMENT_ROOTS = ["details", "sections"] as const;

export const PARTS = ["chords", "tempos", "metres", "keys"] as const;
export type Part = (typeof PARTS)[number];

export const details = (doc: Y.Doc) => rootMap(doc, "details");
export const sections = (doc: Y.Doc) => rootMap(doc, "sections");

/** @returns null where this process uses the name for something else */
export function sectionList(doc: Y.Doc): OrderedList | null {
  const root = sections(doc);
  return root && { root, noun: "section", limit: MOST_SECTIONS };
}

/** A place in a section; `beat` is 1 where only the bar counts. */
export interface Place {
  bar: number;
  beat: number;
}

const CELL = /^([1-9]\d{0,2})(?::([1-9]\d?(?:\.(?:25|5|75))?))?$/;

/** How a place is written as a name in a map. */
export function cellName({ bar, beat }: Place, part: Part): string {
  return part === "metres" || part === "keys" ? `${bar}` : `${bar}:${beat}`;
}

function parseCell(name: string, part: Part): Place | null {
  const match = CELL.exec(name);
  const place = match && { bar: Number(match[1]), beat: Number(match[2] ?? 1) };
  return place && cellName(place, part) === name && place.bar <= MOST_BARS ? place : null;
}

/** What stands at the places of one part of a section, in their order; `parse` says null for what has no meaning there. */
export function readCells<T>(
  section: Y.Map<unknown>,
  part: Part,
  path: string,
  issues: Issues,
  parse: (value: unknown) => T | null,
): (Place & { value: T })[] {
  const map = section.get(part);
  const cells: (Place & { value: T })[] = [];
  if (!(map instanceof Y.Map)) {
    if (map !== undefined) issues.add(path + pathOf(part), "must be a map");
    return cells;
  }
  for (const name of sortedKeys(map)) {
    const place = parseCell(name, part);
    const value = parse(map.get(name));
    if (place === null) issues.add(path + pathOf(part, name), "is not a place in a section");
    else if (value === null) issues.add(path + pathOf(part, name), "has no meaning here");
    else cells.push({ ...place, value });
  }
  return cells.sort((a, b) => a.bar - b.bar || a.beat - b.beat);
}
