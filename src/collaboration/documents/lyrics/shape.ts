import * as Y from "yjs";
import { rootMap } from "../fields.ts";

/**
 * Where lyrics live: `details` holds their fields, `text` is rich text (a Y.Text whose styles are `bold`, `italic`, `underline` and
 * `strike`), `anchors` a map for each anchor, by its id: `type`, `span` (`{ start, end }`, encoded relative positions, of which a
 * bar's has the start only) and `moment` (`{ bar, beat }`). Span and moment are one value each, so that no two people's halves mix.
 */
export const LYRICS_ROOTS = ["details", "text", "anchors"] as const;

export const details = (doc: Y.Doc) => rootMap(doc, "details");
export const anchors = (doc: Y.Doc) => rootMap(doc, "anchors");

/** @returns null where this process uses the name for something else */
export function lyricsText(doc: Y.Doc): Y.Text | null {
  try {
    return doc.getText("text");
  } catch {
    return null;
  }
}

/** Stands for what is in the text and is no text, so that places after it are counted as Yjs counts them. */
const OBJECT = "\u{FFFC}";

/** A stretch of one look. */
export interface Stretch {
  text: string;
  attributes: Record<string, unknown>;
  isText: boolean;
}

/** The text as stretches of one look; whatever is in it that is no text is one character long. */
export function stretches(text: Y.Text): Stretch[] {
  return (text.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[]).map(
    ({ insert, attributes = {} }) => ({
      text: typeof insert === "string" ? insert : OBJECT,
      attributes,
      isText: typeof insert === "string",
    }),
  );
}

export interface Span {
  start: Uint8Array;
  end?: Uint8Array;
}

/**
 * Ties a stretch of the text to its characters: what is written before its start or behind its end stays outside.
 * @param length 0 for a point
 */
export function tieSpan(text: Y.Text, at: number, length: number): Span {
  const tie = (index: number, side: number) =>
    Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(text, index, side));
  return length === 0 ? { start: tie(at, 0) } : { start: tie(at, 0), end: tie(at + length, -1) };
}

/** Where in the text an encoded position is now; null for bytes that say nothing about this text. */
export function resolve(doc: Y.Doc, text: Y.Text, bytes: unknown): number | null {
  if (!(bytes instanceof Uint8Array) || bytes.length > 100) return null;
  try {
    const relative = Y.decodeRelativePosition(bytes);
    // Asking for a root by a name that is not ours would make that root.
    if (relative.tname !== null && relative.tname !== "text") return null;
    const absolute = Y.createAbsolutePositionFromRelativePosition(relative, doc);
    if (absolute === null || absolute.type !== text) return null;
    return Math.min(Math.max(0, absolute.index), text.length);
  } catch {
    return null;
  }
}
