import * as Y from "yjs";
import { rootMap, sortedKeys } from "../fields.ts";
import { type Issues, pathOf } from "../issues.ts";
import type { Entry } from "../ordered-entries.ts";
import type { OrderedList } from "../ordered-list.ts";
import { MOST_DEPENDENCIES, MOST_TASKS } from "./contract.ts";

/**
 * Where a release plan lives: `details` holds its fields, `tasks` a map for each task, by its id. Besides its fields and its
 * `position`, a task holds a map `depends_on` whose names are the ids of tasks to be done before, each with the value true.
 */
export const RELEASE_PLAN_ROOTS = ["details", "tasks"] as const;
export const DEPENDENCIES = "depends_on";

export const details = (doc: Y.Doc) => rootMap(doc, "details");
export const tasks = (doc: Y.Doc) => rootMap(doc, "tasks");

/** @returns null where this process uses the name for something else */
export function taskList(doc: Y.Doc): OrderedList | null {
  const root = tasks(doc);
  return root && { root, noun: "task", limit: MOST_TASKS };
}

/** Ids of the tasks that a task says it depends on, sorted: those that exist, and not itself. */
export function readDependencies({ id, map }: Entry, known: ReadonlySet<string>, issues: Issues): string[] {
  const path = `/tasks${pathOf(id, DEPENDENCIES)}`;
  const part = map.get(DEPENDENCIES);
  if (part === undefined) return [];
  if (!(part instanceof Y.Map)) {
    issues.add(path, "must be a map");
    return [];
  }
  const found = sortedKeys(part).filter((on) => {
    const fits = part.get(on) === true && known.has(on) && on !== id;
    if (!fits) issues.add(path + pathOf(on), "is no other task of this plan");
    return fits;
  });
  if (found.length > MOST_DEPENDENCIES) issues.add(path, `only ${MOST_DEPENDENCIES} are read`);
  return found.slice(0, MOST_DEPENDENCIES);
}
