import type { ExportedFile, ExportOptions } from "../model.ts";
import type { Playlist } from "./contract.ts";
import { trackAddress } from "./track-address.ts";

/** One line: in M3U8 a line's end ends its entry. */
const line = (text: string) => text.replaceAll(/\p{Cc}+/gu, " ").trim();

/**
 * Writes a playlist as extended M3U in UTF-8, with the tags that players agree on: `#PLAYLIST`, `#EXTALB`, and `#EXTINF` with whole
 * seconds, -1 where the length is not known. Tracks that can be found nowhere are left out, with a comment.
 */
export function writeM3u8(playlist: Playlist, options: ExportOptions): ExportedFile {
  const lines = ["#EXTM3U", "#EXTENC:UTF-8"];
  if (playlist.title) lines.push(`#PLAYLIST:${line(playlist.title)}`);
  for (const track of playlist.tracks) {
    const name = line([track.artist, track.title].filter(Boolean).join(" - ") || track.id);
    const address = trackAddress(track, options);
    if (address === null) {
      lines.push(`# Not to be found: ${name}`);
      continue;
    }
    const seconds = track.duration_ms === undefined ? -1 : Math.round(track.duration_ms / 1000);
    lines.push(`#EXTINF:${seconds},${name}`);
    if (track.album) lines.push(`#EXTALB:${line(track.album)}`);
    lines.push(address);
  }
  const bytes = new TextEncoder().encode(`${lines.join("\n")}\n`);
  return { mediaType: "audio/mpegurl", extension: "m3u8", bytes };
}
