import type { ExportedFile, ExportOptions } from "../model.ts";
import type { Playlist, PlaylistTrack } from "./contract.ts";
import { trackAddress } from "./track-address.ts";

/** Writes a playlist as JSPF: XSPF version 1 in JSON, in which locations and identifiers are lists. */
export function writeJspf(playlist: Playlist, options: ExportOptions): ExportedFile {
  const jspf = {
    playlist: {
      title: playlist.title,
      creator: playlist.creator,
      annotation: playlist.description,
      track: playlist.tracks.map((track) => jspfTrack(track, options)),
    },
  };
  const bytes = new TextEncoder().encode(`${JSON.stringify(jspf, null, 2)}\n`);
  return { mediaType: "application/jspf+json", extension: "jspf", bytes };
}

function jspfTrack(track: PlaylistTrack, options: ExportOptions) {
  const address = trackAddress(track, options);
  const identifiers = [
    ...(track.isrc === undefined ? [] : [`urn:isrc:${track.isrc}`]),
    ...(track.track_id === undefined ? [] : [`urn:descant:track:${track.track_id}`]),
  ];
  return {
    ...(address !== null && { location: [address] }),
    ...(identifiers.length > 0 && { identifier: identifiers }),
    title: track.title,
    creator: track.artist,
    annotation: track.note,
    album: track.album,
    duration: track.duration_ms,
  };
}
