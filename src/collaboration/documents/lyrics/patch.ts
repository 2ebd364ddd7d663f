import * as Y from "yjs";
import { writeFields } from "../fields.ts";
import { UNREADABLE } from "../model.ts";
import { findEntry, isFull } from "../ordered-entries.ts";
import { missing, removeEntry } from "../ordered-list.ts";
import { type LyricsOperation, MOST_ANCHORS, MOST_TEXT, STYLES } from "./contract.ts";
import { replaceText } from "./replace-text.ts";
import { anchors, details, lyricsText, resolve, stretches, tieSpan } from "./shape.ts";
import { splitsCharacter } from "./text-changes.ts";

/** Applies one operation to lyrics. @returns null, or why it makes no sense */
export function patchLyrics(doc: Y.Doc, operation: LyricsOperation): string | null {
  const [own, text, root] = [details(doc), lyricsText(doc), anchors(doc)];
  if (!own || !text || !root) return UNREADABLE;
  switch (operation.op) {
    case "set_details": {
      const { op: _, ...fields } = operation;
      writeFields(own, fields);
      return null;
    }
    case "set_text":
      return replaceText(text, operation.text);
    case "insert_text": {
      const reason = placeRefused(text, operation.at, 0) ?? tooLong(text, operation.text.length);
      // Null says that a style ends here: without it, text takes on the look of what it is written into.
      if (reason === null) text.insert(operation.at, operation.text, stylesOf(operation, null));
      return reason;
    }
    case "delete_text": {
      const reason = placeRefused(text, operation.at, operation.length);
      if (reason === null) text.delete(operation.at, operation.length);
      return reason;
    }
    case "format_text": {
      const reason = placeRefused(text, operation.at, operation.length);
      if (reason === null) text.format(operation.at, operation.length, stylesOf(operation, undefined));
      return reason;
    }
    case "add_syllable":
      return addAnchor(doc, text, root, { type: "syllable", ...operation });
    case "add_bar":
      return addAnchor(doc, text, root, { type: "bar", length: 0, beat: 1, ...operation });
    case "move_anchor": {
      const anchor = findEntry(root, operation.id);
      if (!anchor) return missing("anchor", operation.id);
      setMoment(anchor, operation);
      return null;
    }
    case "remove_anchor":
      return removeEntry({ root }, operation.id);
  }
}

interface NewAnchor {
  id: string;
  type: "syllable" | "bar";
  at: number;
  length: number;
  bar: number;
  beat: number;
}

function addAnchor(doc: Y.Doc, text: Y.Text, root: Y.Map<unknown>, anchor: NewAnchor): string | null {
  const { id, type, at, length } = anchor;
  const reason = placeRefused(text, at, length);
  if (reason !== null) return reason;
  const there = findEntry(root, id);
  if (there) {
    const span = there.get("span") as { start?: unknown; end?: unknown } | undefined;
    const start = resolve(doc, text, span?.start);
    const end = length === 0 ? start : resolve(doc, text, span?.end);
    const same =
      there.get("type") === type && start === at && end === at + length && holdsMoment(there, anchor);
    return same ? null : `There is another anchor ${id} already.`;
  }
  if (isFull(root, MOST_ANCHORS)) return `There can be no more than ${MOST_ANCHORS} anchors here.`;
  const map = new Y.Map<unknown>();
  root.set(id, map);
  map.set("type", type);
  map.set("span", tieSpan(text, at, length));
  setMoment(map, anchor);
  return null;
}

function holdsMoment(map: Y.Map<unknown>, { bar, beat }: { bar: number; beat: number }): boolean {
  const moment = map.get("moment") as { bar?: unknown; beat?: unknown } | null | undefined;
  return moment?.bar === bar && moment.beat === beat;
}

function setMoment(map: Y.Map<unknown>, { bar, beat }: { bar: number; beat: number }): void {
  if (!holdsMoment(map, { bar, beat })) map.set("moment", { bar, beat });
}

function placeRefused(text: Y.Text, at: number, length: number): string | null {
  if (at + length > text.length) return `The text is ${text.length} long.`;
  const written = stretches(text)
    .map((stretch) => stretch.text)
    .join("");
  const splits = splitsCharacter(written, at) || splitsCharacter(written, at + length);
  return splits ? "That is in the middle of a character." : null;
}

function tooLong(text: Y.Text, added: number): string | null {
  return text.length + added > MOST_TEXT ? `Lyrics have at most ${MOST_TEXT} characters.` : null;
}

/** Styles as Yjs takes them: true, or null for none. @param absent for those that are not spoken of */
function stylesOf(
  operation: Partial<Record<(typeof STYLES)[number], boolean | undefined>>,
  absent: null | undefined,
): Record<string, true | null> {
  const entries = STYLES.map((style) => [style, operation[style] ?? absent] as const);
  return Object.fromEntries(
    entries.filter(([, value]) => value !== undefined).map(([style, value]) => [style, value || null]),
  ) as Record<string, true | null>;
}
