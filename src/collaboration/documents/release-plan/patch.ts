import * as Y from "yjs";
import { writeFields } from "../fields.ts";
import { Issues } from "../issues.ts";
import { UNREADABLE } from "../model.ts";
import { findEntry, readEntries } from "../ordered-entries.ts";
import { addEntry, changeEntry, missing, moveEntry, type OrderedList, removeEntry } from "../ordered-list.ts";
import { leadsTo } from "./circles.ts";
import { MOST_DEPENDENCIES, type ReleasePlanOperation } from "./contract.ts";
import { DEPENDENCIES, details, readDependencies, taskList } from "./shape.ts";

/** Applies one operation to a release plan. @returns null, or why it makes no sense */
export function patchReleasePlan(doc: Y.Doc, operation: ReleasePlanOperation): string | null {
  const [list, own] = [taskList(doc), details(doc)];
  if (!list || !own) return UNREADABLE;
  switch (operation.op) {
    case "set_details": {
      const { op: _, ...fields } = operation;
      writeFields(own, fields);
      return null;
    }
    case "add_task": {
      const { op: _, id, after, ...fields } = operation;
      return datesRefused(fields) ?? addEntry(list, id, after, fields, [DEPENDENCIES]);
    }
    case "move_task":
      return moveEntry(list, operation.id, operation.after);
    case "set_task": {
      const { op: _, id, ...fields } = operation;
      const map = findEntry(list.root, id);
      if (!map) return missing(list.noun, id);
      const { start = map.get("start"), due = map.get("due") } = fields;
      return datesRefused({ start, due }) ?? changeEntry(list, id, fields);
    }
    case "remove_task":
      return removeEntry(list, operation.id);
    case "add_dependency":
      return addDependency(list, operation.id, operation.on);
    case "remove_dependency": {
      const task = findEntry(list.root, operation.id);
      if (!task) return missing(list.noun, operation.id);
      const part = task.get(DEPENDENCIES);
      if (part instanceof Y.Map) writeFields(part, { [operation.on]: null });
      return null;
    }
  }
}

function datesRefused({ start, due }: { start?: unknown; due?: unknown }): string | null {
  const wrong = typeof start === "string" && typeof due === "string" && due < start;
  return wrong ? "A task cannot be due before it starts." : null;
}

function addDependency(list: OrderedList, id: string, on: string): string | null {
  const task = findEntry(list.root, id);
  if (!task) return missing(list.noun, id);
  if (!findEntry(list.root, on)) return missing(list.noun, on);
  if (id === on) return `The task ${id} cannot depend on itself.`;
  const issues = new Issues();
  const entries = readEntries(list.root, "", issues);
  const known = new Set(entries.map((entry) => entry.id));
  const edges = new Map(entries.map((entry) => [entry.id, readDependencies(entry, known, issues)]));
  if (leadsTo(edges, on, id)) return `The task ${on} depends on ${id} already.`;
  if (edges.get(id)!.length >= MOST_DEPENDENCIES && !edges.get(id)!.includes(on)) {
    return `A task depends on ${MOST_DEPENDENCIES} others at most.`;
  }
  let part = task.get(DEPENDENCIES);
  if (!(part instanceof Y.Map)) part = task.set(DEPENDENCIES, new Y.Map<unknown>());
  writeFields(part as Y.Map<unknown>, { [on]: true });
  return null;
}
