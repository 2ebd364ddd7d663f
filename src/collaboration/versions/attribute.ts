import type { Blame, ObjectBlame } from "./blame.ts";
import type { JsonChange } from "./diff.ts";

/**
 * Says of changes who made them, as far as the document as it became can tell. Projections name objects by the ids under which
 * the document has them, so an object is found by its path, or else by the last id of it that only one object has; a field at the
 * top among those of the roots.
 */
export function attribute(
  changes: readonly JsonChange[],
  { objects, removed }: Blame,
  contributors: readonly string[],
): (JsonChange & { by: string | null })[] {
  const byPath = new Map(objects.map((object) => [object.path, object]));
  const byName = new Map<string, ObjectBlame | null>();
  for (const object of objects) {
    const name = lastOf(object.path);
    byName.set(name, byName.has(name) ? null : object);
  }
  const removedByName = new Map([...removed].map(([path, actor]) => [lastOf(path), actor]));
  const find = (path: string) => byPath.get(path) ?? byName.get(lastOf(path)) ?? null;
  const only = contributors.length === 1 ? contributors[0]! : null;

  const authorOf = ({ op, path }: JsonChange): string | null => {
    if (op === "remove") return removed.get(path) ?? removedByName.get(lastOf(path)) ?? null;
    if (op === "move") return find(path)?.fields["position"] ?? null;
    const parent = path.slice(0, path.lastIndexOf("/"));
    const field = lastOf(path);
    const set = parent === "" ? fieldOfRoots(objects, field) : (find(parent)?.fields[field] ?? null);
    if (set !== null) return set;
    const object = find(path);
    return object?.authors.length === 1 ? object.authors[0]! : null;
  };
  return changes.map((change) => ({ ...change, by: only ?? authorOf(change) }));
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function fieldOfRoots(objects: readonly ObjectBlame[], field: string): string | null {
  const roots = objects.filter(
    ({ path, fields }) => path.indexOf("/", 1) < 0 && Object.hasOwn(fields, field),
  );
  return roots.length === 1 ? (roots[0]?.fields[field] ?? null) : null;
}
