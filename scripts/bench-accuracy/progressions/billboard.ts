import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { type ChordSymbol, NO_CHORD, pitchClass, readChordSymbol } from "./chord-symbols.ts";

/** One bar of a song: chords that share it in equal parts. */
export type Bar = readonly ChordSymbol[];

/** A song of the McGill Billboard annotations (Burgoyne, Wild & Fujinaga, ISMIR 2011; CC0), as far as harmony goes. */
export interface BillboardSong {
  id: string;
  /** Lower-case title and artist: what repeats of a song have in common. */
  name: string;
  /** Beats in a bar, as the first metre says. */
  beats: number;
  /** Runs of bars in one key; the tonic is a pitch class. */
  stretches: { tonic: number; bars: Bar[] }[];
}

/** Every song once, in the order of their numbers. Songs whose notation has something that we cannot read are left out. */
export async function readBillboard(archive: string): Promise<BillboardSong[]> {
  const songs = new Map<string, BillboardSong>();
  const files = readTar(gunzipSync(await readFile(archive)));
  for (const [path, text] of [...files].sort(([a], [b]) => a.localeCompare(b))) {
    const song = readSong(path.split("/").at(-2) ?? path, text);
    if (song && !songs.has(song.name)) songs.set(song.name, song);
  }
  return [...songs.values()];
}

/**
 * Whether a song is kept for scoring: one in four, by a hash of its name. The other three teach transitions and weights.
 */
export function isScored(song: Pick<BillboardSong, "name">): boolean {
  let hash = 0x811c9dc5;
  for (const character of song.name) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return (hash >>> 8) % 4 === 0;
}

function readSong(id: string, text: string): BillboardSong | null {
  const header = (name: string) => new RegExp(`^# ${name}: (.*)$`, "m").exec(text)?.[1]?.trim().toLowerCase();
  const stretches: BillboardSong["stretches"] = [];
  try {
    for (const line of text.split(/\r?\n/)) {
      const tonic = /^# tonic: ([A-G][b#]*)/.exec(line)?.[1];
      if (tonic) stretches.push({ tonic: pitchClass(tonic), bars: [] });
      const bars = /\|(.*)\|/.exec(line)?.[1];
      if (bars === undefined || !/^[\d.e-]+\t/.test(line)) continue;
      const times = Number(/\|[^|]*\bx(\d+)/.exec(line)?.[1] ?? 1);
      const read = bars.split("|").map(readBar);
      for (let i = 0; i < times; i++) stretches.at(-1)?.bars.push(...read);
    }
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
  const beats = Number(/^# metre: (\d+)/m.exec(text)?.[1] ?? 4);
  const full = stretches.filter(({ bars }) => bars.length > 0);
  if (full.length === 0) return null;
  return {
    id,
    name: `${header("title")} / ${header("artist")}`,
    beats: beats === 3 ? 3 : 4,
    stretches: full,
  };
}

/** "C:maj . F:maj G:7": a dot holds the chord before it. */
function readBar(text: string): Bar {
  const chords: ChordSymbol[] = [];
  for (const token of text.trim().split(/\s+/)) {
    if (/^\(.*\)$/.test(token) || token === "") continue;
    if (token === ".") chords.push(chords.at(-1) ?? NO_CHORD);
    else if (token === "*" || token === "&pause") chords.push(NO_CHORD);
    else chords.push(readChordSymbol(token));
  }
  return chords.length > 0 ? chords : [NO_CHORD];
}

/** The text files of an uncompressed tar archive (POSIX ustar). */
function readTar(bytes: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  for (let at = 0; at + 512 <= bytes.length; ) {
    const field = (from: number, length: number) =>
      bytes.toString("latin1", at + from, at + from + length).replace(/\0.*$/s, "");
    const name = field(345, 155) === "" ? field(0, 100) : `${field(345, 155)}/${field(0, 100)}`;
    if (name === "") break;
    const size = Number.parseInt(field(124, 12), 8) || 0;
    if (/^(0|)$/.test(field(156, 1))) files.set(name, bytes.toString("utf8", at + 512, at + 512 + size));
    at += 512 + 512 * Math.ceil(size / 512);
  }
  return files;
}
