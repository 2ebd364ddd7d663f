import * as Y from "yjs";
import { holdsFields, writeFields } from "./fields.ts";
import { findEntry, isFull, POSITION, placeEntry } from "./ordered-entries.ts";

/** One ordered list of a document and what its entries are called, for reasons that people can read. */
export interface OrderedList {
  root: Y.Map<unknown>;
  noun: string;
  limit: number;
}

/**
 * Adds an entry, or does nothing where it stands there with these very fields: so that a repeated request does no harm.
 * @param after as `placeEntry` takes it
 * @param parts names of the maps that the entry shall have inside
 * @returns null, or why not
 */
export function addEntry(
  list: OrderedList,
  id: string,
  after: string | null | undefined,
  fields: Record<string, unknown>,
  parts: readonly string[] = [],
): string | null {
  const { root, noun, limit } = list;
  const there = findEntry(root, id);
  if (there) return holdsFields(there, fields) ? null : `There is another ${noun} ${id} already.`;
  if (isFull(root, limit)) return `There can be no more than ${limit} of a ${noun} here.`;
  if (typeof after === "string" && !findEntry(root, after)) return missing(noun, after);
  const map = new Y.Map<unknown>();
  root.set(id, map);
  writeFields(map, fields);
  // Made at once, so that two people's first edits inside do not each bring a map of their own.
  for (const part of parts) map.set(part, new Y.Map());
  placeEntry(root, { id, map }, after);
  return null;
}

/** Moves an entry; nothing is written where it stands there already. @returns null, or why not */
export function moveEntry(list: OrderedList, id: string, after: string | null): string | null {
  const map = findEntry(list.root, id);
  if (!map) return missing(list.noun, id);
  if (after === id) return `The ${list.noun} ${id} cannot follow itself.`;
  return placeEntry(list.root, { id, map }, after) ? null : missing(list.noun, after!);
}

/** Changes fields of an entry. @returns null, or why not */
export function changeEntry(list: OrderedList, id: string, fields: Record<string, unknown>): string | null {
  const map = findEntry(list.root, id);
  if (!map) return missing(list.noun, id);
  writeFields(map, fields);
  return null;
}

/** Takes an entry away; one that is gone already is no error. */
export function removeEntry({ root }: Pick<OrderedList, "root">, id: string): null {
  if (root.has(id)) root.delete(id);
  return null;
}

export function missing(noun: string, id: string): string {
  return `There is no ${noun} ${id}.`;
}

/** Names an ordered entry holds besides its fields. */
export const PLACED = [POSITION] as const;
