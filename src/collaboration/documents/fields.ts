import type { z } from "@hono/zod-openapi";
import * as Y from "yjs";
import type { Issues } from "./issues.ts";
import { pathOf } from "./issues.ts";

/** Schemas of the scalar fields of one entry, by the names they have in the document and in its projection alike. */
export type FieldSchemas = Record<string, z.ZodType>;

export type FieldValues<S extends FieldSchemas> = { [K in keyof S]?: z.output<S[K]> };

/**
 * A map at the root of a document, or null where the name was taken for something else than a map in this process.
 *
 * Content of another type that came from elsewhere is no reason: read as a map it is merely empty.
 */
export function rootMap(doc: Y.Doc, name: string): Y.Map<unknown> | null {
  try {
    return doc.getMap(name);
  } catch {
    return null;
  }
}

/** Names in a map in an order that every replica finds, which the map's own is not. */
export function sortedKeys(map: Y.Map<unknown>): string[] {
  return [...map.keys()].sort();
}

/**
 * Reads the fields of an entry that are as they should be, and reports those that are not or that nobody knows.
 * @param others names that the entry may hold besides, read elsewhere
 */
export function readFields<S extends FieldSchemas>(
  map: Y.Map<unknown>,
  schemas: S,
  path: string,
  issues: Issues,
  others: readonly string[] = [],
): FieldValues<S> {
  const values: FieldValues<S> = {};
  for (const name of sortedKeys(map)) {
    if (others.includes(name)) continue;
    const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
    if (schema === undefined) {
      issues.add(path + pathOf(name), "is not a field that is known here");
      continue;
    }
    const value = map.get(name);
    const parsed = value instanceof Y.AbstractType ? null : schema.safeParse(value);
    if (parsed?.success) values[name as keyof S] = parsed.data as z.output<S[keyof S]>;
    else issues.add(path + pathOf(name), parsed?.error.issues[0]?.message ?? "must be a plain value");
  }
  return values;
}

/** Reads the fields that a document has as a whole, kept in its root map `details`. */
export function readDetails<S extends FieldSchemas>(
  map: Y.Map<unknown> | null,
  schemas: S,
  issues: Issues,
): FieldValues<S> {
  if (map) return readFields(map, schemas, "/details", issues);
  issues.add("/details", "must be a map");
  return {};
}

/**
 * Writes the fields that differ from what is there; null takes a field away, undefined leaves it.
 *
 * Writing what is there already would grow the document and win over what others write meanwhile, for nothing.
 */
export function writeFields(map: Y.Map<unknown>, values: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    if (value === null) {
      if (map.has(name)) map.delete(name);
    } else if (map.get(name) !== value) map.set(name, value);
  }
}

/** Whether an entry holds these very fields: what makes adding it again no error. */
export function holdsFields(map: Y.Map<unknown>, values: Record<string, unknown>): boolean {
  return Object.entries(values).every(([name, value]) => value === undefined || map.get(name) === value);
}
