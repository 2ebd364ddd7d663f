import type * as Y from "yjs";
import { readDetails, readFields } from "../fields.ts";
import { Issues, pathOf } from "../issues.ts";
import { readOrdered } from "../ordered-entries.ts";
import { PLACED } from "../ordered-list.ts";
import { MOST_TRACKS, type Playlist, playlistDetails, trackFields } from "./contract.ts";
import { details, PLAYLIST_ROOTS, tracks } from "./shape.ts";

/** Reads a playlist. Tracks come in order, each once. */
export function projectPlaylist(doc: Y.Doc): Playlist {
  const issues = new Issues();
  return {
    kind: "playlist",
    ...readDetails(details(doc), playlistDetails, issues),
    tracks: readOrdered(tracks(doc), "/tracks", MOST_TRACKS, issues).map(({ id, map }) => ({
      id,
      ...readFields(map, trackFields, `/tracks${pathOf(id)}`, issues, PLACED),
    })),
    issues: issues.of(doc, PLAYLIST_ROOTS),
  };
}
