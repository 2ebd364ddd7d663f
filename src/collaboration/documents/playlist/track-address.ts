import type { ExportOptions } from "../model.ts";
import type { PlaylistTrack } from "./contract.ts";

/** Where a track can be heard: its own address, else where the catalog has it, else null. */
export function trackAddress(track: PlaylistTrack, { locate }: ExportOptions): string | null {
  if (track.location !== undefined) return track.location;
  if (track.track_id === undefined) return null;
  return locate ? locate(track.track_id) : `urn:descant:track:${track.track_id}`;
}
