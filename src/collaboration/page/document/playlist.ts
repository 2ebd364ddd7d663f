import * as Y from "yjs";
import { HERE, newEntryId, placeBehind, readOrdered, type Tally, textOf } from "./ordered.ts";

/** Limits of the server's contract (documents/playlist/contract.ts); a test holds them equal. */
export const LIMITS = { tracks: 5000, line: 300, prose: 5000, durationMs: 604_800_000 } as const;

export interface ShownTrack {
  id: string;
  title: string;
  artist: string;
  duration_ms: number | null;
}

export interface ShownPlaylist {
  title: string;
  description: string;
  creator: string;
  tracks: ShownTrack[];
  duration_ms: number;
  /** How many parts of the document could not be read. */
  broken: number;
}

export const detailsOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap("details");
export const tracksOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap("tracks");

/** Reads a playlist to be drawn. Never throws, whatever stands in the document. */
export function readPlaylist(doc: Y.Doc): ShownPlaylist {
  const tally: Tally = { broken: 0 };
  const details = detailsOf(doc);
  const tracks = readOrdered(tracksOf(doc), LIMITS.tracks, tally).map(({ id, map }) => ({
    id,
    title: textOf(map, "title", tally),
    artist: textOf(map, "artist", tally),
    duration_ms: readDuration(map.get("duration_ms"), tally),
  }));
  return {
    title: textOf(details, "title", tally),
    description: textOf(details, "description", tally),
    creator: textOf(details, "creator", tally),
    tracks,
    duration_ms: tracks.reduce((sum, { duration_ms }) => sum + (duration_ms ?? 0), 0),
    broken: tally.broken,
  };
}

function readDuration(value: unknown, tally: Tally): number | null {
  if (value === undefined) return null;
  if (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= LIMITS.durationMs)
    return Number(value);
  tally.broken++;
  return null;
}

export interface NewTrack {
  title: string;
  artist?: string;
  duration_ms?: number;
  /** The recording in the catalog. */
  track_id?: string;
}

/** Adds a track behind another, or first for null. @returns its id */
export function addTrack(doc: Y.Doc, track: NewTrack, after: string | null): string {
  const id = newEntryId();
  doc.transact(() => {
    const [root, map] = [tracksOf(doc), new Y.Map<unknown>()];
    root.set(id, map);
    for (const [name, value] of Object.entries(track)) if (value !== undefined) map.set(name, value);
    placeBehind(root, { id, map }, after);
  }, HERE);
  return id;
}

export function removeTrack(doc: Y.Doc, id: string): void {
  doc.transact(() => tracksOf(doc).delete(id), HERE);
}
