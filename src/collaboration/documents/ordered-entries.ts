import * as Y from "yjs";
import { entryIdSchema } from "./contract.ts";
import { sortedKeys } from "./fields.ts";
import { type Issues, pathOf } from "./issues.ts";
import { isPosition, LONGEST_POSITION, positionBetween, positionsFor } from "./position.ts";

/** The field of an entry that holds its place. */
export const POSITION = "position";

/** Sorts behind every place. */
const NOWHERE = "~";

export interface Entry {
  id: string;
  map: Y.Map<unknown>;
}

/** Entries of a map of maps whose names and types are in order, by name; others are reported. */
export function readEntries(root: Y.Map<unknown> | null, path: string, issues: Issues): Entry[] {
  if (root === null) {
    issues.add(path, "must be a map");
    return [];
  }
  const entries: Entry[] = [];
  for (const id of sortedKeys(root)) {
    const map = root.get(id);
    if (!entryIdSchema.safeParse(id).success) issues.add(path + pathOf(id), "is not an id");
    else if (!(map instanceof Y.Map)) issues.add(path + pathOf(id), "must be a map");
    else entries.push({ id, map });
  }
  return entries;
}

/** The entries of a list in its order: by place, then by id; those without a place come last. */
export function readOrdered(
  root: Y.Map<unknown> | null,
  path: string,
  limit: number,
  issues: Issues,
): Entry[] {
  const entries = readEntries(root, path, issues).map((entry) => ({ ...entry, at: placeOf(entry) }));
  for (const { id, at } of entries) {
    if (at === NOWHERE) issues.add(path + pathOf(id, POSITION), "is not a place in the list");
  }
  // Names are sorted already, and sorting keeps the order of equals.
  entries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  if (entries.length > limit) issues.add(path, `only the first ${limit} are read`);
  return entries.slice(0, limit);
}

/** The one entry of this id, or null. */
export function findEntry(root: Y.Map<unknown>, id: string): Y.Map<unknown> | null {
  const map = root.get(id);
  return map instanceof Y.Map ? map : null;
}

/**
 * Gives an entry its place in a list by writing its place; a few others' too where no place is left between its neighbours.
 * @param after the entry it shall follow; null for the first place, undefined for the last
 * @returns false where there is no entry `after`
 */
export function placeEntry(
  entries: readonly Entry[],
  { id, map }: Entry,
  after: string | null | undefined,
): boolean {
  const others = entries.filter((entry) => entry.id !== id);
  const index =
    after === undefined
      ? others.length
      : after === null
        ? 0
        : others.findIndex((entry) => entry.id === after) + 1;
  if (index === 0 && typeof after === "string") return false;
  const before = others[index - 1];
  const next = others[index];
  if (entries.length > others.length && entries[index]?.id === id && isPosition(map.get(POSITION)))
    return true;
  const [low, high] = [before ? placeOf(before) : null, next ? placeOf(next) : null];
  if (low === NOWHERE || high === NOWHERE || (low !== null && high !== null && low >= high)) {
    return space(others.toSpliced(index, 0, { id, map }));
  }
  const position = positionBetween(low, high, id);
  if (position.length > LONGEST_POSITION) return space(others.toSpliced(index, 0, { id, map }));
  map.set(POSITION, position);
  return true;
}

function space(entries: readonly Entry[]): true {
  const positions = positionsFor(entries.map(({ id }) => id));
  for (const [index, { map }] of entries.entries()) {
    if (map.get(POSITION) !== positions[index]) map.set(POSITION, positions[index]);
  }
  return true;
}

function placeOf({ map }: Entry): string {
  const position = map.get(POSITION);
  return isPosition(position) ? position : NOWHERE;
}
