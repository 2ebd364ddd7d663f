import type * as Y from "yjs";
import { rootMap } from "../fields.ts";
import type { OrderedList } from "../ordered-list.ts";
import { MOST_TRACKS } from "./contract.ts";

/**
 * Where a playlist lives: `details` holds its fields, `tracks` a map of fields for each track, by the track's id, among them
 * `position` (see position.ts).
 */
export const PLAYLIST_ROOTS = ["details", "tracks"] as const;

export const details = (doc: Y.Doc) => rootMap(doc, "details");
export const tracks = (doc: Y.Doc) => rootMap(doc, "tracks");

/** @returns null where this process uses the name for something else */
export function trackList(doc: Y.Doc): OrderedList | null {
  const root = tracks(doc);
  return root && { root, noun: "track", limit: MOST_TRACKS };
}
