import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { midiFile, type Score } from "./midi-file.ts";

const SOUND_FONT = "/usr/share/sounds/sf2/FluidR3_GM.sf2";

/** Whether fluidsynth and its sound font (Debian: fluidsynth, fluid-soundfont-gm) are here. */
export function canRender(): boolean {
  return existsSync(SOUND_FONT) && spawnSync("fluidsynth", ["--version"]).status === 0;
}

/** Plays a score with fluidsynth, and returns mono samples at `rate` Hz. @throws Error when fluidsynth fails */
export async function render(score: Score, rate: number): Promise<Float32Array> {
  const folder = await mkdtemp(path.join(tmpdir(), "descant-progression-"));
  try {
    const midi = path.join(folder, "score.mid");
    const raw = path.join(folder, "score.raw");
    await writeFile(midi, midiFile(score));
    const options = ["-n", "-i", "-q", "-g", "0.6", "-r", String(rate), "-O", "s16", "-T", "raw", "-F", raw];
    const dynamic = ["-o", "synth.dynamic-sample-loading=1"];
    const { status, stderr } = spawnSync("fluidsynth", [...dynamic, ...options, SOUND_FONT, midi], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`fluidsynth: ${stderr}`);
    const bytes = await readFile(raw);
    const pairs = Math.floor(bytes.length / 4);
    return Float32Array.from(
      { length: pairs },
      (_, i) => (bytes.readInt16LE(4 * i) + bytes.readInt16LE(4 * i + 2)) / 65_536,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
