import * as Y from "yjs";
import { holdsFields, writeFields } from "../fields.ts";
import { UNREADABLE } from "../model.ts";
import { findEntry, isFull } from "../ordered-entries.ts";
import { missing, removeEntry } from "../ordered-list.ts";
import { MOST_RANGES, type ReviewOperation, spanSchema } from "./contract.ts";
import { details, ranges, SPAN } from "./shape.ts";

interface Span {
  start_ms: number;
  end_ms: number;
}

/** Applies one operation to a review. @returns null, or why it makes no sense */
export function patchReview(doc: Y.Doc, operation: ReviewOperation): string | null {
  const [root, own] = [ranges(doc), details(doc)];
  if (!root || !own) return UNREADABLE;
  switch (operation.op) {
    case "set_details": {
      const { op: _, ...fields } = operation;
      writeFields(own, fields);
      return null;
    }
    case "add_range": {
      const { op: _, id, start_ms, end_ms, ...fields } = operation;
      return spanRefused(own, operation) ?? addRange(root, id, { start_ms, end_ms }, fields);
    }
    case "move_range": {
      const range = findEntry(root, operation.id);
      if (!range) return missing("range", operation.id);
      const reason = spanRefused(own, operation);
      if (reason === null) setSpan(range, operation);
      return reason;
    }
    case "set_range": {
      const { op: _, id, ...fields } = operation;
      const range = findEntry(root, id);
      if (!range) return missing("range", id);
      writeFields(range, fields);
      return null;
    }
    case "remove_range":
      return removeEntry({ root }, operation.id);
  }
}

function addRange(
  root: Y.Map<unknown>,
  id: string,
  span: Span,
  fields: Record<string, unknown>,
): string | null {
  const there = findEntry(root, id);
  if (there) {
    return holdsFields(there, fields) && holdsSpan(there, span)
      ? null
      : `There is another range ${id} already.`;
  }
  if (isFull(root, MOST_RANGES)) return `There can be no more than ${MOST_RANGES} ranges here.`;
  const map = new Y.Map<unknown>();
  root.set(id, map);
  setSpan(map, span);
  writeFields(map, fields);
  return null;
}

function spanRefused(own: Y.Map<unknown>, { start_ms, end_ms }: Span): string | null {
  if (end_ms < start_ms) return "A range cannot end before it starts.";
  const duration = own.get("duration_ms");
  const beyond = typeof duration === "number" && end_ms > duration;
  return beyond ? `The recording is ${duration} ms long.` : null;
}

function holdsSpan(map: Y.Map<unknown>, { start_ms, end_ms }: Span): boolean {
  const span = spanSchema.safeParse(map.get(SPAN)).data;
  return span?.start_ms === start_ms && span.end_ms === end_ms;
}

function setSpan(map: Y.Map<unknown>, { start_ms, end_ms }: Span): void {
  if (!holdsSpan(map, { start_ms, end_ms })) map.set(SPAN, { start_ms, end_ms });
}
