import * as Y from "yjs";
import { ENTRY_ID } from "./contract.ts";
import { sortedKeys } from "./fields.ts";
import { Issues, pathOf } from "./issues.ts";
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
    if (!ENTRY_ID.test(id)) issues.add(path + pathOf(id), "is not an id");
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
  const entries = readEntries(root, path, issues).map(placed);
  for (const { id, at } of entries) {
    if (at === NOWHERE) issues.add(path + pathOf(id, POSITION), "is not a place in the list");
  }
  entries.sort(compare);
  if (entries.length > limit) issues.add(path, `only the first ${limit} are read`);
  return entries.slice(0, limit);
}

/** The one entry of this id, or null. */
export function findEntry(root: Y.Map<unknown>, id: string): Y.Map<unknown> | null {
  const map = root.get(id);
  return map instanceof Y.Map ? map : null;
}

/** Whether a map holds as many entries as it may. Yjs counts a map's names by walking them all, so it is asked only near the limit. */
export function isFull(root: Y.Map<unknown>, limit: number): boolean {
  return root._map.size >= limit && root.size >= limit;
}

/**
 * Gives an entry of a list its place, by writing nothing but that place; or those of all where none is left between its neighbours.
 * Nothing is written where it stands there already.
 * @param after the entry it shall follow; null for the first place, undefined for the last
 * @returns false where there is no entry `after`
 */
export function placeEntry(root: Y.Map<unknown>, entry: Entry, after: string | null | undefined): boolean {
  const own = placed(entry);
  let before: Placed | null = null;
  let next: Placed | null = null;
  if (typeof after === "string") {
    const map = findEntry(root, after);
    if (!map || after === entry.id) return false;
    before = placed({ id: after, map });
  }
  for (const [id, map] of root) {
    if (id === entry.id || id === after || !(map instanceof Y.Map) || !ENTRY_ID.test(id)) continue;
    const other = placed({ id, map });
    if (after === undefined) before = before === null || compare(before, other) < 0 ? other : before;
    else if (before !== null && compare(other, before) < 0) continue;
    else if (next === null || compare(other, next) < 0) next = other;
  }
  const isThere =
    own.at !== NOWHERE && (!before || compare(before, own) < 0) && (!next || compare(own, next) < 0);
  if (isThere) return true;
  if (before?.at !== NOWHERE && next?.at !== NOWHERE && !(before && next && before.at >= next.at)) {
    const position = positionBetween(before?.at ?? null, next?.at ?? null, entry.id);
    if (position.length <= LONGEST_POSITION) {
      entry.map.set(POSITION, position);
      return true;
    }
  }
  const others = readOrdered(root, "", Number.POSITIVE_INFINITY, new Issues()).filter(
    ({ id }) => id !== entry.id,
  );
  const index = before === null ? 0 : others.findIndex(({ id }) => id === before.id) + 1;
  space(others.toSpliced(index, 0, entry));
  return true;
}

interface Placed extends Entry {
  at: string;
}

function placed({ id, map }: Entry): Placed {
  const position = map.get(POSITION);
  return { id, map, at: isPosition(position) ? position : NOWHERE };
}

function compare(a: Placed, b: Placed): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

function space(entries: readonly Entry[]): void {
  const positions = positionsFor(entries.map(({ id }) => id));
  for (const [index, { map }] of entries.entries()) {
    if (map.get(POSITION) !== positions[index]) map.set(POSITION, positions[index]);
  }
}
