import type * as Y from "yjs";

/** Names at the root of a document under which something stands, sorted: the same on every replica. */
export function liveRoots(doc: Y.Doc): string[] {
  return [...doc.share]
    .filter(([, type]) => isLive(type))
    .map(([name]) => name)
    .sort();
}

type Root = Y.Doc["share"] extends Map<string, infer T> ? T : never;

/** A name that was only ever looked up, or whose content was deleted, does not count: replicas differ in these. */
function isLive(type: Root): boolean {
  if (type._length > 0) return true;
  for (const item of type._map.values()) if (!item.deleted) return true;
  return false;
}
