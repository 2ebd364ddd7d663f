import type { DocumentModel } from "../model.ts";
import {
  type Playlist,
  type PlaylistOperation,
  playlistOperationSchema,
  playlistSchema,
} from "./contract.ts";
import { writeJspf } from "./jspf.ts";
import { writeM3u8 } from "./m3u8.ts";
import { patchPlaylist } from "./patch.ts";
import { projectPlaylist } from "./project.ts";
import { PLAYLIST_ROOTS } from "./shape.ts";

/** An ordered list of tracks. */
export const playlist: DocumentModel<Playlist, PlaylistOperation> = {
  kind: "playlist",
  roots: PLAYLIST_ROOTS,
  contract: playlistSchema,
  operation: playlistOperationSchema,
  project: projectPlaylist,
  apply: patchPlaylist,
  exports: { m3u8: writeM3u8, jspf: writeJspf },
};
