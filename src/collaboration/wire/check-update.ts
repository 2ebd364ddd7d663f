import {
  ContentAny,
  ContentDoc,
  ContentEmbed,
  ContentFormat,
  ContentJSON,
  decodeUpdate,
  Item,
  Skip,
} from "yjs";
import { MalformedFrame } from "./malformed-frame.ts";

/** A range of operations of one Yjs client: `[from, from + length)`. */
export interface ClockRange {
  client: number;
  from: number;
  length: number;
}

/** What an update holds. */
export interface UpdateContents {
  /** What it inserts. */
  inserted: ClockRange[];
  /** What it deletes. */
  deleted: ClockRange[];
}

/** Deeper values overflow the stack of whoever reads them; a browser's may be small. */
const DEEPEST = 100;

/**
 * Reads all of an update, as `applyUpdate` would, without a document. Yjs applies an update piece by piece, and reserves
 * memory for as many as it claims to have: what passes here is whole, and as large as its bytes.
 * @throws MalformedFrame when it is not an update (version 1), or one that no client of Yjs would make
 */
export function checkUpdate(update: Uint8Array): UpdateContents {
  let decoded: ReturnType<typeof decodeUpdate>;
  try {
    decoded = decodeUpdate(update);
  } catch {
    throw new MalformedFrame("an update that cannot be read");
  }
  const inserted: ClockRange[] = [];
  for (const struct of decoded.structs) {
    const { id, length } = struct;
    assertRange(id.client, id.clock, length);
    // What is left out of a merged update is written as a gap; it brings nothing.
    if (!(struct instanceof Skip)) inserted.push({ client: id.client, from: id.clock, length });
    if (struct instanceof Item) assertShallow(valuesIn(struct.content));
  }
  const deleted: ClockRange[] = [];
  for (const [client, ranges] of decoded.ds.clients)
    for (const { clock, len } of ranges) {
      assertRange(client, clock, len);
      deleted.push({ client, from: clock, length: len });
    }
  return { inserted, deleted };
}

function assertRange(client: number, from: number, length: number): void {
  if (!Number.isSafeInteger(client) || !(length > 0) || !Number.isSafeInteger(from + length))
    throw new MalformedFrame("an update with a range that cannot be");
}

/** What is nested as JSON is in a piece of content; types in types are pieces of their own. */
function valuesIn(content: Item["content"]): unknown {
  if (content instanceof ContentAny || content instanceof ContentJSON) return content.arr;
  if (content instanceof ContentEmbed) return content.embed;
  if (content instanceof ContentFormat) return content.value;
  return content instanceof ContentDoc ? content.opts : null;
}

function assertShallow(values: unknown): void {
  let level: unknown[] = [values];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) throw new MalformedFrame("a value nested too deeply");
    level = level.flatMap((value) =>
      typeof value === "object" && value !== null && !ArrayBuffer.isView(value) ? Object.values(value) : [],
    );
  }
}
