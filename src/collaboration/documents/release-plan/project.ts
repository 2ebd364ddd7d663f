import type * as Y from "yjs";
import { readDetails, readFields } from "../fields.ts";
import { Issues, pathOf } from "../issues.ts";
import { type Entry, POSITION, readOrdered } from "../ordered-entries.ts";
import { components } from "./circles.ts";
import { MOST_TASKS, planDetails, type ReleasePlan, type Task, taskFields } from "./contract.ts";
import { DEPENDENCIES, details, RELEASE_PLAN_ROOTS, readDependencies, tasks } from "./shape.ts";

/** Reads a release plan. Tasks come in order; what they depend on never goes round in a circle. */
export function projectReleasePlan(doc: Y.Doc): ReleasePlan {
  const issues = new Issues();
  const own = readDetails(details(doc), planDetails, issues);
  const entries = readOrdered(tasks(doc), "/tasks", MOST_TASKS, issues);
  const dependencies = readAllDependencies(entries, issues);
  const list = entries.map(({ id, map }, index): Task => {
    const path = `/tasks${pathOf(id)}`;
    const { state = "todo", ...fields } = readFields(map, taskFields, path, issues, [POSITION, DEPENDENCIES]);
    if (fields.start && fields.due && fields.due < fields.start)
      issues.add(`${path}/due`, "lies before the start");
    return { id, ...fields, state, depends_on: dependencies[index]!, waits_for: [] };
  });
  const ended = new Set(
    list.filter(({ state }) => state === "done" || state === "dropped").map(({ id }) => id),
  );
  for (const task of list) task.waits_for = task.depends_on.filter((on) => !ended.has(on));
  return { kind: "release-plan", ...own, tasks: list, issues: issues.of(doc, RELEASE_PLAN_ROOTS) };
}

/**
 * For each task the ids of those it depends on. Two people who each add half of a circle leave it in the document; of the tasks on
 * it, each keeps what it depends on above itself in the list, which every replica decides alike.
 */
function readAllDependencies(entries: readonly Entry[], issues: Issues): string[][] {
  const indexes = new Map(entries.map(({ id }, index) => [id, index]));
  const known = new Set(indexes.keys());
  const all = entries.map((entry) => readDependencies(entry, known, issues));
  const component = components(all.map((ids) => ids.map((id) => indexes.get(id)!)));
  return all.map((ids, task) =>
    ids.filter((on) => {
      const other = indexes.get(on)!;
      const keeps = component[task] !== component[other] || other < task;
      if (!keeps) {
        issues.add(`/tasks${pathOf(entries[task]!.id, DEPENDENCIES, on)}`, "would go round in a circle");
      }
      return keeps;
    }),
  );
}
