import { pointerPart } from "./json-pointer.ts";

/** One difference between two JSON values. */
export interface JsonChange {
  op: "add" | "remove" | "change" | "move";
  /** A JSON pointer, in which entries of lists stand by their ids where they have such. */
  path: string;
  before?: unknown;
  after?: unknown;
}

type Entry = Record<string, unknown> & { id: string };

/**
 * What is different in one JSON value from another. Lists whose entries have ids are compared entry by entry, and those
 * entries told as moved that are not among the most that have kept their order; other lists as a whole.
 * @param most changes to tell
 * @returns the first of them, and whether there are more
 */
export function diffJson(
  before: unknown,
  after: unknown,
  most: number,
): { changes: JsonChange[]; isTruncated: boolean } {
  const changes: JsonChange[] = [];
  // One more than is told shows that there are more.
  compare("", before, after, (change) => changes.length <= most && changes.push(change));
  return { changes: changes.slice(0, most), isTruncated: changes.length > most };
}

type Tell = (change: JsonChange) => void;

function compare(path: string, before: unknown, after: unknown, tell: Tell): void {
  if (before === undefined) {
    if (after !== undefined) tell({ op: "add", path, after });
  } else if (after === undefined) {
    tell({ op: "remove", path, before });
  } else if (isKeyed(before) && isKeyed(after)) {
    compareLists(path, before, after, tell);
  } else if (isRecord(before) && isRecord(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      compare(`${path}/${pointerPart(name)}`, before[name], after[name], tell);
    }
  } else if (JSON.stringify(before) !== JSON.stringify(after)) {
    tell({ op: "change", path, before, after });
  }
}

function compareLists(path: string, before: readonly Entry[], after: readonly Entry[], tell: Tell): void {
  const old = new Map(before.map((entry, index) => [entry.id, { entry, index }]));
  const present = new Set(after.map(({ id }) => id));
  for (const entry of before) {
    if (!present.has(entry.id))
      tell({ op: "remove", path: `${path}/${pointerPart(entry.id)}`, before: entry });
  }
  const kept = after.filter(({ id }) => old.has(id));
  const settled = longestIncreasing(kept.map(({ id }) => old.get(id)!.index));
  const stayed = new Set(kept.filter((_, index) => settled.has(index)).map(({ id }) => id));
  for (const [index, entry] of after.entries()) {
    const known = old.get(entry.id);
    const below = `${path}/${pointerPart(entry.id)}`;
    if (!known) {
      tell({ op: "add", path: below, after: entry });
      continue;
    }
    if (!stayed.has(entry.id)) tell({ op: "move", path: below, before: known.index, after: index });
    compare(below, known.entry, entry, tell);
  }
}

/**
 * Which numbers form a longest increasing subsequence, by index. Patience sorting: C. Schensted, "Longest increasing and
 * decreasing subsequences", Canadian Journal of Mathematics 13 (1961).
 */
function longestIncreasing(numbers: readonly number[]): Set<number> {
  const tails: number[] = [];
  const before = new Int32Array(numbers.length).fill(-1);
  for (const [index, number] of numbers.entries()) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[tails[middle]!]! < number) low = middle + 1;
      else high = middle;
    }
    if (low > 0) before[index] = tails[low - 1]!;
    tails[low] = index;
  }
  const chosen = new Set<number>();
  for (let index = tails.at(-1) ?? -1; index >= 0; index = before[index]!) chosen.add(index);
  return chosen;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is a list of entries that have ids, each its own. */
function isKeyed(value: unknown): value is Entry[] {
  if (!Array.isArray(value)) return false;
  const ids = value.map((entry: unknown) => (isRecord(entry) ? entry["id"] : undefined));
  return ids.every((id) => typeof id === "string") && new Set(ids).size === ids.length;
}
