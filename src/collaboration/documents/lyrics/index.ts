import type { DocumentModel } from "../model.ts";
import { type Lyrics, type LyricsOperation, lyricsOperationSchema, lyricsSchema } from "./contract.ts";
import { patchLyrics } from "./patch.ts";
import { projectLyrics } from "./project.ts";
import { LYRICS_ROOTS } from "./shape.ts";

/** Rich text, tied to the beats at which it is sung. */
export const lyrics: DocumentModel<Lyrics, LyricsOperation> = {
  kind: "lyrics",
  roots: LYRICS_ROOTS,
  contract: lyricsSchema,
  operation: lyricsOperationSchema,
  project: projectLyrics,
  apply: patchLyrics,
  exports: {},
};
