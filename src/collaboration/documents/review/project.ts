import type * as Y from "yjs";
import { readDetails, readFields } from "../fields.ts";
import { Issues, pathOf } from "../issues.ts";
import { readEntries } from "../ordered-entries.ts";
import { MOST_RANGES, type Range, type Review, rangeFields, reviewDetails, spanSchema } from "./contract.ts";
import { details, REVIEW_ROOTS, ranges, SPAN } from "./shape.ts";

/** Reads a review: the ranges that comments are pinned to, cut where the recording ends. */
export function projectReview(doc: Y.Doc): Review {
  const issues = new Issues();
  const own = readDetails(details(doc), reviewDetails, issues);
  const end = own.duration_ms ?? Number.POSITIVE_INFINITY;
  const entries = readEntries(ranges(doc), "/ranges", issues);
  if (entries.length > MOST_RANGES) issues.add("/ranges", `only ${MOST_RANGES} are read`);
  const list = entries.slice(0, MOST_RANGES).flatMap(({ id, map }): Range[] => {
    const path = `/ranges${pathOf(id)}`;
    const fields = readFields(map, rangeFields, path, issues, [SPAN]);
    const span = spanSchema.safeParse(map.get(SPAN)).data;
    if (!span || span.end_ms < span.start_ms) {
      issues.add(`${path}/${SPAN}`, "must be a start and an end in milliseconds");
      return [];
    }
    if (span.end_ms > end) issues.add(`${path}/${SPAN}`, "goes on beyond the recording's end");
    const { start_ms, end_ms } = span;
    return [{ id, start_ms: Math.min(start_ms, end), end_ms: Math.min(end_ms, end), ...fields }];
  });
  list.sort((a, b) => a.start_ms - b.start_ms || a.end_ms - b.end_ms);
  return { kind: "review", ...own, ranges: list, issues: issues.of(doc, REVIEW_ROOTS) };
}
