import * as Y from "yjs";
import { isPosition, LONGEST_POSITION, positionBetween, positionsFor } from "../../documents/position.ts";

/** The origin of every edit that somebody makes on this page: what their undo takes back. */
export const HERE = "this page";

const POSITION = "position";
const ID = /^[0-9A-Za-z_-]{1,40}$/;
/** Sorts behind every place. */
const NOWHERE = "~";

/** Counts what a document holds that cannot be shown. */
export interface Tally {
  broken: number;
}

export interface Entry {
  id: string;
  map: Y.Map<unknown>;
}

/** The entries of a list in the order that the server's projection has them in, too (documents/ordered-entries.ts). */
export function readOrdered(root: Y.Map<unknown>, most: number, tally: Tally): Entry[] {
  const entries: (Entry & { at: string })[] = [];
  for (const id of [...root.keys()].sort()) {
    const map = root.get(id);
    if (!ID.test(id) || !(map instanceof Y.Map)) tally.broken++;
    else entries.push({ id, map, at: placeOf(map) });
  }
  tally.broken += entries.filter(({ at }) => at === NOWHERE).length;
  tally.broken += Math.max(0, entries.length - most);
  return entries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).slice(0, most);
}

const placeOf = (map: Y.Map<unknown>): string => {
  const position = map.get(POSITION);
  return isPosition(position) ? position : NOWHERE;
};

/** An id that nobody else will choose. */
export function newEntryId(): string {
  return crypto.randomUUID().replaceAll("-", "").slice(0, 20);
}

/**
 * Writes an entry's place: behind `after`, first for null. Others are moved only where no place is left between them. Where
 * `after` is gone meanwhile, the entry goes to the end.
 */
export function placeBehind(root: Y.Map<unknown>, { id, map }: Entry, after: string | null): void {
  const all = readOrdered(root, Number.POSITIVE_INFINITY, { broken: 0 });
  const others = all.filter((entry) => entry.id !== id);
  const behind = others.findIndex((entry) => entry.id === after);
  const index = after === null ? 0 : behind < 0 ? others.length : behind + 1;
  if (all[index]?.id === id && isPosition(map.get(POSITION))) return;
  const [before, next] = [others[index - 1], others[index]];
  const [low, high] = [before ? placeOf(before.map) : null, next ? placeOf(next.map) : null];
  const isOpen = low !== NOWHERE && high !== NOWHERE && (low === null || high === null || low < high);
  const position = isOpen ? positionBetween(low, high, id) : "";
  if (isOpen && position.length <= LONGEST_POSITION) map.set(POSITION, position);
  else space(others.toSpliced(index, 0, { id, map }));
}

function space(entries: readonly Entry[]): void {
  const positions = positionsFor(entries.map(({ id }) => id));
  for (const [index, { map }] of entries.entries()) {
    if (map.get(POSITION) !== positions[index]) map.set(POSITION, positions[index]);
  }
}

/** Moves an entry of a list; one that is gone meanwhile stays so. */
export function moveBehind(doc: Y.Doc, root: Y.Map<unknown>, id: string, after: string | null): void {
  const map = root.get(id);
  if (map instanceof Y.Map) doc.transact(() => placeBehind(root, { id, map }, after), HERE);
}

/** Writes a field; null takes it away. What is there already is not written again. */
export function writeField(
  doc: Y.Doc,
  map: Y.Map<unknown>,
  name: string,
  value: string | number | null,
): void {
  doc.transact(() => {
    if (value === null) {
      if (map.has(name)) map.delete(name);
    } else if (map.get(name) !== value) map.set(name, value);
  }, HERE);
}

/** A text field as it is shown; what is no text counts as broken. */
export function textOf(map: Y.Map<unknown>, name: string, tally: Tally): string {
  const value = map.get(name);
  if (value === undefined) return "";
  if (typeof value === "string") return value;
  tally.broken++;
  return "";
}
