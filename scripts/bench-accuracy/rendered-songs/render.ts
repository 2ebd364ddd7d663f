import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { mulberry32, permutation } from "../../../models/learning/random.ts";
import { type AnnotatedSong, readAnnotation } from "./annotation.ts";
import { arrangeSong } from "./arrange.ts";

/** Where Debian's fluid-soundfont-gm puts its instruments. */
const SOUND_FONT = "/usr/share/sounds/sf2/FluidR3_GM.sf2";
const SEED = 20_261;

export interface RenderedSong {
  song: AnnotatedSong;
  /** A flac file, mono, 22,050 Hz. */
  file: string;
  set: "choose" | "report";
}

/** What is missing for rendering, in words, or null. */
export function lackForRendering(archive: string): string | null {
  if (!existsSync(archive)) return `there is no ${path.basename(archive)}`;
  if (!existsSync(SOUND_FONT)) return "fluid-soundfont-gm is not installed";
  for (const tool of ["fluidsynth", "ffmpeg", "tar"])
    if (spawnSync(tool, ["--version"]).error) return `${tool} is not installed`;
  return null;
}

/**
 * Renders songs from the McGill Billboard annotations: the same ones, to the same notes, at every call. The first `choose` are
 * for choosing parameters, the rest for reporting. Only songs of 2 to 5 minutes, one annotation a title.
 *
 * @param archive mcgill_billboard_salami_chords.tar.gz
 * @param folder where the recordings are kept from run to run
 */
export async function renderSongs(
  archive: string,
  folder: string,
  counts: { choose: number; report: number },
): Promise<RenderedSong[]> {
  await mkdir(folder, { recursive: true });
  const found = annotatedSongs(archive);
  const order = permutation(found.length, mulberry32(SEED)).slice(0, counts.choose + counts.report);
  const rendered: RenderedSong[] = [];
  for (const [rank, index] of order.entries()) {
    const song = found[index]!;
    const file = path.join(folder, `song-${rank}.flac`);
    if (!existsSync(file)) await render(song, SEED + rank, file);
    rendered.push({ song, file, set: rank < counts.choose ? "choose" : "report" });
  }
  return rendered;
}

function annotatedSongs(archive: string): AnnotatedSong[] {
  const text = spawnSync("tar", ["xzOf", archive], { encoding: "utf8", maxBuffer: 1 << 28 }).stdout;
  const byTitle = new Map<string, AnnotatedSong>();
  for (const part of text.split(/^(?=# title:)/m)) {
    const song = readAnnotation(part);
    if (song && song.seconds >= 120 && song.seconds <= 300) byTitle.set(song.title, song);
  }
  return [...byTitle.values()].sort((a, b) => (a.title < b.title ? -1 : 1));
}

async function render(song: AnnotatedSong, seed: number, file: string): Promise<void> {
  const midi = `${file}.mid`;
  const wav = `${file}.wav`;
  await writeFile(midi, arrangeSong(song, mulberry32(seed)));
  run("fluidsynth", ["-ni", "-q", "-g", "0.4", "-r", "22050", "-F", wav, SOUND_FONT, midi]);
  const length = song.seconds.toFixed(3);
  run("ffmpeg", ["-v", "error", "-y", "-i", wav, "-ac", "1", "-ar", "22050", "-t", length, file]);
  await Promise.all([rm(midi), rm(wav)]);
}

function run(command: string, parameters: string[]): void {
  const { status, stderr } = spawnSync(command, parameters, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
}
