import type { Track } from "./contract.ts";
import type { TrackRow } from "./track-store.ts";

/**
 * A catalogue row as the API shows it: Spotify's track object, with what we know of the recording beside it.
 * @param origin scheme, host and port that was asked, for the links
 */
export function presentTrack(row: TrackRow, origin: string): Track {
  return {
    id: row.id,
    type: "track",
    uri: `descant:track:${row.id}`,
    href: `${origin}/v1/tracks/${row.id}`,
    name: row.title ?? "",
    artists: row.artist === null ? [] : [{ type: "artist", name: row.artist }],
    album: row.album === null ? null : { type: "album", name: row.album },
    duration_ms: row.durationMs,
    external_ids: row.isrc === null ? {} : { isrc: row.isrc },
    external_id: row.externalId,
    is_local: true,
    provenance: row.provenance,
    audio: {
      href: `${origin}/v1/tracks/${row.id}/audio`,
      format: row.format,
      media_type: row.mediaType,
      size_bytes: row.sizeBytes,
      sha256: row.sha256,
    },
    created_at: new Date(row.createdAt).toISOString(),
  };
}
