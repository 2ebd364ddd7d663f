import type * as Y from "yjs";
import type { AuthorSpan } from "../log/index.ts";

/** Finds out who inserted, or deleted, an item of a Yjs document; null where nobody knows. */
export interface Authors {
  inserted(id: Y.ID): string | null;
  deleted(id: Y.ID): string | null;
}

/** Makes authors quick to find: by kind and client, in the order of their clocks. */
export function indexAuthors(spans: readonly AuthorSpan[]): Authors {
  const byClient = new Map<string, AuthorSpan[]>();
  for (const span of spans) {
    const key = `${span.kind} ${span.client}`;
    const list = byClient.get(key);
    if (list) list.push(span);
    else byClient.set(key, [span]);
  }
  for (const list of byClient.values()) list.sort((a, b) => a.from - b.from);
  const find = (kind: AuthorSpan["kind"], { client, clock }: Y.ID): string | null => {
    const list = byClient.get(`${kind} ${client}`) ?? [];
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle]!.from + list[middle]!.length <= clock) low = middle + 1;
      else high = middle;
    }
    const span = list[low];
    return span !== undefined && span.from <= clock ? span.actor : null;
  };
  return { inserted: (id) => find("inserted", id), deleted: (id) => find("deleted", id) };
}

/** Who has edited after a moment, ms since 1970; sorted. */
export function contributorsSince(spans: readonly AuthorSpan[], after: number): string[] {
  return [...new Set(spans.filter(({ lastAt }) => lastAt > after).map(({ actor }) => actor))].sort();
}
