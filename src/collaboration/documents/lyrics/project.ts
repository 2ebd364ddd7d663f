import type * as Y from "yjs";
import { readDetails } from "../fields.ts";
import { Issues, pathOf } from "../issues.ts";
import { type Entry, readEntries } from "../ordered-entries.ts";
import {
  type Anchor,
  type Lyrics,
  lyricsDetails,
  MOST_ANCHORS,
  MOST_TEXT,
  momentSchema,
  type Run,
  STYLES,
} from "./contract.ts";
import { anchors, details, LYRICS_ROOTS, lyricsText, resolve, type Stretch, stretches } from "./shape.ts";

/** Reads lyrics: the text, its lines as runs of one look, and the anchors at the places where they are now. */
export function projectLyrics(doc: Y.Doc): Lyrics {
  const issues = new Issues();
  const own = readDetails(details(doc), lyricsDetails, issues);
  const source = lyricsText(doc);
  if (!source) issues.add("/text", "must be text");
  const found = source ? stretches(source) : [];
  const text = found.map((stretch) => stretch.text).join("");
  if (text.length > MOST_TEXT) issues.add("/text", `only the first ${MOST_TEXT} characters are read`);
  if (source && text.length !== source.length) issues.add("/text", "holds what is no text");
  return {
    kind: "lyrics",
    ...own,
    text: text.slice(0, MOST_TEXT),
    lines: linesOf(found, issues),
    anchors: anchorsOf(doc, source, text, issues),
    issues: issues.of(doc, LYRICS_ROOTS),
  };
}

function linesOf(found: readonly Stretch[], issues: Issues): Run[][] {
  let line: Run[] = [];
  const lines = [line];
  let left = MOST_TEXT;
  for (const { text, attributes, isText } of found) {
    if (!isText) issues.add("/text", "holds what is no text");
    const look = lookOf(attributes, issues);
    for (const [index, part] of text.slice(0, left).split("\n").entries()) {
      if (index > 0) {
        line = [];
        lines.push(line);
      }
      const last = line.at(-1);
      if (part === "") continue;
      // Stretches that differ only in what is not known here are one run.
      if (last && STYLES.every((style) => last[style] === look[style])) last.text += part;
      else line.push({ text: part, ...look });
    }
    left -= Math.min(left, text.length);
    if (left === 0) break;
  }
  return lines;
}

function lookOf(attributes: Record<string, unknown>, issues: Issues): Omit<Run, "text"> {
  const look: Omit<Run, "text"> = {};
  for (const name of Object.keys(attributes).sort()) {
    const style = STYLES.find((known) => known === name);
    if (style && attributes[name] === true) look[style] = true;
    else if (!style || attributes[name] !== false) issues.add(`/text${pathOf(name)}`, "is not a style");
  }
  return look;
}

function anchorsOf(doc: Y.Doc, source: Y.Text | null, text: string, issues: Issues): Anchor[] {
  const entries = readEntries(anchors(doc), "/anchors", issues);
  if (source === null) return [];
  if (entries.length > MOST_ANCHORS) issues.add("/anchors", `only ${MOST_ANCHORS} are read`);
  return entries
    .slice(0, MOST_ANCHORS)
    .flatMap((entry) => readAnchor(doc, source, text, entry, issues) ?? [])
    .sort((a, b) => a.start - b.start || a.end - b.end || a.bar - b.bar || a.beat - b.beat);
}

function readAnchor(
  doc: Y.Doc,
  source: Y.Text,
  text: string,
  { id, map }: Entry,
  issues: Issues,
): Anchor | null {
  const path = `/anchors${pathOf(id)}`;
  const type = map.get("type");
  const moment = momentSchema.safeParse(map.get("moment"));
  const span = map.get("span") as { start?: unknown; end?: unknown } | null | undefined;
  if (type !== "syllable" && type !== "bar") issues.add(`${path}/type`, "must be syllable or bar");
  else if (!moment.success) issues.add(`${path}/moment`, "must be a bar and a beat");
  else {
    const start = resolve(doc, source, span?.start);
    const end = type === "bar" ? start : resolve(doc, source, span?.end);
    if (start === null || end === null) issues.add(`${path}/span`, "is not a place in the text");
    else if (type === "syllable" && end <= start) issues.add(`${path}/span`, "has lost its text");
    else if (end <= MOST_TEXT) return { id, type, start, end, text: text.slice(start, end), ...moment.data };
  }
  return null;
}
