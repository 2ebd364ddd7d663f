import { type ClockRange, checkUpdate } from "../wire/index.ts";
import { ClockRanges, type Ranges } from "./clock-ranges-state.ts";
import type { LoggedUpdate } from "./update-log.ts";

/** Who inserted, or deleted, a stretch of what one Yjs client made, and when. */
export interface AuthorSpan extends ClockRange {
  kind: "inserted" | "deleted";
  actor: string;
  /** When the first and the last of it was stored, ms since 1970. */
  firstAt: number;
  lastAt: number;
}

/** Edits of one author closer than this, next to each other, are told as one. */
const TOGETHER_MS = 10 * 60_000;

/**
 * Says who made what, from the updates in the order in which they were accepted: the first to bring an operation is its author.
 * @param known what is told of the updates before these
 * @returns all spans, those of `known` lengthened where an author went on
 */
export function addAuthors(known: readonly AuthorSpan[], updates: readonly LoggedUpdate[]): AuthorSpan[] {
  const spans = known.map((span) => ({ ...span }));
  const covered = new Map<string, ClockRanges>();
  const ends = new Map<string, AuthorSpan>();
  const note = ({ kind, client, from, length }: AuthorSpan): Ranges => {
    const key = `${kind} ${client}`;
    const ranges = covered.get(key) ?? new ClockRanges();
    covered.set(key, ranges);
    return ranges.add(from, from + length);
  };
  const remember = (span: AuthorSpan) =>
    ends.set(`${span.kind} ${span.client} ${span.from + span.length}`, span);
  // In order, each is put behind those before it, which takes no time.
  for (const span of [...spans].sort(byClock)) {
    note(span);
    remember(span);
  }
  for (const { bytes, actor, at } of updates) {
    const contents = checkUpdate(bytes);
    for (const kind of ["inserted", "deleted"] as const) {
      for (const range of contents[kind].sort(byClock)) {
        const span: AuthorSpan = { kind, ...range, actor, firstAt: at, lastAt: at };
        for (const [from, to] of note(span)) {
          const before = ends.get(`${kind} ${range.client} ${from}`);
          if (before?.actor === actor && at - before.lastAt <= TOGETHER_MS) {
            before.length += to - from;
            before.lastAt = at;
            remember(before);
          } else {
            const fresh = { ...span, from, length: to - from };
            spans.push(fresh);
            remember(fresh);
          }
        }
      }
    }
  }
  return spans;
}

function byClock(a: ClockRange, b: ClockRange): number {
  return a.from - b.from;
}
