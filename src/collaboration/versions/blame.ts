import * as Y from "yjs";
import type { Authors } from "./authors.ts";
import { pointerPart } from "./json-pointer.ts";

/** Who made one object of a document. */
export interface ObjectBlame {
  /** Names from the root, as a JSON pointer. */
  path: string;
  /** Everybody of whom something is in it, sorted; what is nested deeper has a line of its own. */
  authors: string[];
  /** Who last set each field; null where nobody knows. */
  fields: Record<string, string | null>;
}

export interface Blame {
  objects: ObjectBlame[];
  /** Who took away what was under a path. */
  removed: Map<string, string>;
}

/** Any type of Yjs, as a document's roots are typed. */
type SharedType = NonNullable<ReturnType<Y.Doc["share"]["get"]>>;

/** Objects that are looked at, so that no document costs more than a moment. */
const MOST_OBJECTS = 20_000;

/** Reads out of a document who made what in it. */
export function blameOf(doc: Y.Doc, authors: Authors): Blame {
  const objects: ObjectBlame[] = [];
  const removed = new Map<string, string>();
  const waiting: [path: string, type: SharedType][] = [...doc.share]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, type]) => [`/${pointerPart(name)}`, type]);
  // Grows while it is walked: what is nested is put behind what is being looked at.
  for (const [path, type] of waiting) {
    if (objects.length >= MOST_OBJECTS) break;
    const names = new Set<string>();
    const fields: [name: string, actor: string | null][] = [];
    for (const [name, item] of type._map) {
      const below = `${path}/${pointerPart(name)}`;
      if (item.deleted) {
        const actor = authors.deleted(item.id);
        if (actor !== null) removed.set(below, actor);
        continue;
      }
      const actor = authors.inserted(item.id);
      if (item.content instanceof Y.ContentType) waiting.push([below, item.content.type]);
      else fields.push([name, actor]);
      if (actor !== null) names.add(actor);
    }
    let index = 0;
    for (let item = type._start; item !== null; item = item.right) {
      if (item.deleted) continue;
      const actor = authors.inserted(item.id);
      if (actor !== null) names.add(actor);
      if (item.content instanceof Y.ContentType) waiting.push([`${path}/${index}`, item.content.type]);
      if (item.countable) index += item.length;
    }
    if (names.size > 0 || fields.length > 0) {
      objects.push({ path, authors: [...names].sort(), fields: Object.fromEntries(fields) });
    }
  }
  return { objects, removed };
}
