import type { Endpoint } from "../http/index.ts";
import type { CatalogParts } from "./add-recording.ts";
import type { KeptOfTracks } from "./delete-recording.ts";
import { analyseLibrary } from "./routes/analyse-library.ts";
import { analyseTrack } from "./routes/analyse-track.ts";
import { deleteTrack } from "./routes/delete-track.ts";
import { getTrack } from "./routes/get-track.ts";
import { getTrackAudio } from "./routes/get-track-audio.ts";
import { listTracks } from "./routes/list-tracks.ts";
import { uploadTrack } from "./routes/upload-track.ts";

export type { CatalogParts } from "./add-recording.ts";
export { sweepUploads } from "./sweep-uploads.ts";
export { createTrackStore, type TrackRow, type TrackStore } from "./track-store.ts";

/** The operations of this room. */
export const catalogEndpoints = (parts: CatalogParts, kept: KeptOfTracks): Endpoint[] => [
  uploadTrack(parts, kept),
  listTracks(parts.tracks),
  getTrack(parts.tracks),
  deleteTrack(parts, kept),
  analyseTrack(parts),
  analyseLibrary(parts),
  getTrackAudio(parts.tracks, parts.objects),
];
