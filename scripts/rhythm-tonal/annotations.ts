import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/** What people wrote down about one recording. */
export interface Annotation {
  set: "gtzan-mini" | "tempo-beats" | "tones";
  file: string;
  /** Tempi that people tap, with the share of people; empty when not annotated. */
  tempi: { bpm: number; share: number }[];
  /** Tonic (0 is C) and mode (1 is major), or null when not annotated. */
  key: { key: number; mode: 0 | 1 } | null;
  /** Beats in a bar, or null when not annotated. */
  metre: number | null;
}

const CLASS_NAMES = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];

/** Reads the annotations of the evaluation sets under `folder`. @throws when a set is missing */
export async function readAnnotations(folder: string): Promise<Annotation[]> {
  return [
    ...(await readClips(path.join(folder, "gtzan-mini"))),
    ...(await readBeats(path.join(folder, "tempo-beats"))),
  ];
}

/** The tempo that most people tap. */
export function dominantTempo(annotation: Annotation): number {
  return annotation.tempi.reduce((a, b) => (b.share > a.share ? b : a)).bpm;
}

/** "A# minor" and the like; null for anything else. */
export function parseKey(text: string): { key: number; mode: 0 | 1 } | null {
  const [tonic = "", mode] = text.split(" ");
  const key = CLASS_NAMES.indexOf(tonic);
  return key < 0 ? null : { key, mode: mode === "major" ? 1 : 0 };
}

async function readClips(folder: string): Promise<Annotation[]> {
  const rows = (await readFile(path.join(folder, "clips.csv"), "utf8")).trim().split(/\r?\n/).slice(1);
  return rows.map((row) => {
    const [file = "", , , tempo, , key = ""] = row.split(",");
    return {
      set: "gtzan-mini",
      file: path.join(folder, file),
      tempi: [{ bpm: Number(tempo), share: 1 }],
      key: parseKey(key),
      metre: null,
    };
  });
}

async function readBeats(folder: string): Promise<Annotation[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".tempo.txt")).sort();
  return Promise.all(
    names.map(async (name) => {
      const [slow, fast, share] = (await readFile(path.join(folder, name), "utf8"))
        .trim()
        .split(/\s+/)
        .map(Number);
      const beats = await readFile(path.join(folder, name.replace(".tempo.", ".beats.")), "utf8");
      return {
        set: "tempo-beats" as const,
        file: path.join(folder, name.replace(".tempo.txt", ".flac")),
        tempi: [
          { bpm: slow!, share: share! },
          { bpm: fast!, share: 1 - share! },
        ],
        key: null,
        metre: beatsPerBar(beats),
      };
    }),
  );
}

/** Beat labels read "bar.beat"; the highest beat number is the metre. */
function beatsPerBar(beats: string): number | null {
  const highest = Math.max(...[...beats.matchAll(/\s\d+\.(\d+)\s/g)].map((match) => Number(match[1])));
  return Number.isFinite(highest) ? highest : null;
}
