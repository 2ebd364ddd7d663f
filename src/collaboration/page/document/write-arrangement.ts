import * as Y from "yjs";
import { sectionsOf } from "./arrangement.ts";
import { PARTS, type Part } from "./cells.ts";
import { HERE, newEntryId, placeBehind, writeField } from "./ordered.ts";

const sectionOf = (doc: Y.Doc, id: string): Y.Map<unknown> | null => {
  const map = sectionsOf(doc).get(id);
  return map instanceof Y.Map ? map : null;
};

function insert(
  doc: Y.Doc,
  fields: Record<string, unknown>,
  after: string | null,
): Y.Map<unknown> & { id: string } {
  const id = newEntryId();
  const map = new Y.Map<unknown>();
  const root = sectionsOf(doc);
  root.set(id, map);
  for (const [name, value] of Object.entries(fields)) map.set(name, value);
  // Made at once, so that two people's first chords do not each bring a map of their own.
  for (const part of PARTS) map.set(part, new Y.Map());
  placeBehind(root, { id, map }, after);
  return Object.assign(map, { id });
}

/** Adds an empty section behind another, or first for null. @returns its id */
export function addSection(doc: Y.Doc, name: string, bars: number, after: string | null): string {
  return doc.transact(() => insert(doc, { ...(name !== "" && { name }), bars }, after), HERE).id;
}

/** Adds a section that is like another, right behind it. @returns its id, null where the other is gone */
export function copySection(doc: Y.Doc, from: string): string | null {
  const source = sectionOf(doc, from);
  if (!source) return null;
  return doc.transact(() => {
    const fields: Record<string, unknown> = {};
    for (const name of ["name", "bars", "note"]) {
      const value = source.get(name);
      if (typeof value === "string" || typeof value === "number") fields[name] = value;
    }
    const copy = insert(doc, fields, from);
    for (const part of PARTS) {
      const [cells, target] = [source.get(part), copy.get(part)];
      if (!(cells instanceof Y.Map) || !(target instanceof Y.Map)) continue;
      for (const [name, value] of cells) {
        if (typeof value === "string" || typeof value === "number") target.set(name, value);
      }
    }
    return copy.id;
  }, HERE);
}

export function removeSection(doc: Y.Doc, id: string): void {
  doc.transact(() => sectionsOf(doc).delete(id), HERE);
}

/** Writes a field of a section that is still there. */
export function setSection(doc: Y.Doc, id: string, name: string, value: string | number | null): void {
  const map = sectionOf(doc, id);
  if (map) writeField(doc, map, name, value);
}

/** Writes what stands at places of a section, by the names that places have there; null clears a place. */
export function setCells(
  doc: Y.Doc,
  id: string,
  part: Part,
  cells: Record<string, string | number | null>,
): void {
  const map = sectionOf(doc, id);
  if (!map) return;
  doc.transact(() => {
    let places = map.get(part);
    if (!(places instanceof Y.Map)) places = map.set(part, new Y.Map<unknown>());
    for (const [name, value] of Object.entries(cells)) writeField(doc, places as Y.Map<unknown>, name, value);
  }, HERE);
}
