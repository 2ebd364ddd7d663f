import * as Y from "yjs";
import { findEntry } from "../ordered-entries.ts";
import { addEntry, missing, type OrderedList } from "../ordered-list.ts";
import { sectionFields } from "./contract.ts";
import { PARTS } from "./shape.ts";

/**
 * Adds a section that is like another, behind that other unless told elsewhere. What is malformed is not copied.
 * @returns null, or why not
 */
export function copySection(
  list: OrderedList,
  { id, from, after = from }: { id: string; from: string; after?: string | null | undefined },
): string | null {
  const source = findEntry(list.root, from);
  if (!source) return missing("section", from);
  const fields: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(sectionFields)) {
    const value = source.get(name);
    if (value !== undefined && schema.safeParse(value).success) fields[name] = value;
  }
  const there = findEntry(list.root, id) !== null;
  const refused = addEntry(list, id, after, fields, PARTS);
  if (refused !== null || there) return refused;
  const copy = findEntry(list.root, id)!;
  for (const part of PARTS) {
    const [cells, target] = [source.get(part), copy.get(part)];
    if (!(cells instanceof Y.Map) || !(target instanceof Y.Map)) continue;
    for (const [name, value] of cells) {
      if (typeof value === "string" || typeof value === "number") target.set(name, value);
    }
  }
  return null;
}
