import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { describeSamples } from "../../scripts/rhythm-tonal/recordings.ts";
import { coarseMel } from "../../src/audio/structure/index.ts";
import { speechFeatures, WINDOW_FRAMES } from "../../src/audio/voice/index.ts";
import { mulberry32 } from "../learning/random.ts";
import { CONDITIONS, under } from "./conditions.ts";
import type { VoiceClip } from "./speech.ts";
import { CLIP_RATE, speak, spokenTexts } from "./synthetic-speech.ts";

const MUSIC_SETS = ["emotify", "gtzan-mini", "tempo-beats"];
const CLIPS_A_LANGUAGE = 4;
const CLIP_SECONDS = 12;
const SEED = 1997;

/** Synthetic speech in all languages and all music, each clip under one condition. */
export function* trainingClips(audio: string, texts: string): Generator<VoiceClip> {
  const random = mulberry32(SEED);
  const music = MUSIC_SETS.flatMap((set) =>
    readdirSync(path.join(audio, set))
      .filter((name) => /\.(flac|ogg)$/.test(name))
      .sort()
      .map((name) => path.join(audio, set, name)),
  );
  let turn = 0;
  for (const text of spokenTexts(texts)) {
    for (let i = 0; i < CLIPS_A_LANGUAGE; i++) {
      const clip = speak(text, CLIP_SECONDS, random);
      if (!clip) continue;
      const condition = CONDITIONS[turn++ % CONDITIONS.length]!;
      const bed = readSamples(music[Math.floor(random() * music.length)]!, CLIP_SECONDS);
      yield clipOf(text.language, condition, true, under(condition, clip, bed, random));
    }
  }
  for (const [index, file] of music.entries()) {
    const condition = CONDITIONS[index % (CONDITIONS.length - 1)]!;
    const clip = under(condition, readSamples(file, 30), new Float32Array(1), random);
    yield clipOf(path.basename(file), condition, false, clip);
  }
}

/** Recordings of people, for judging only: spoken prompts of a folder, strung together to clips of 12 seconds. */
export function* realSpeech(folder: string): Generator<VoiceClip> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".g722") && !name.includes("silence"))
    .sort();
  const byVoice = Map.groupBy(files, (name) => /[a-z]{2}_[A-Z]{2}_\w+/.exec(name)?.[0] ?? "unknown");
  const pause = new Float32Array(Math.round(0.25 * CLIP_RATE));
  for (const [voice, names] of byVoice) {
    let parts: Float32Array[] = [];
    let made = 0;
    for (const name of names) {
      parts.push(readSamples(path.join(folder, name), 30), pause);
      const length = parts.reduce((sum, part) => sum + part.length, 0);
      if (length < CLIP_SECONDS * CLIP_RATE || made >= 30) continue;
      const clip = new Float32Array(length);
      let at = 0;
      for (const part of parts) {
        clip.set(part, at);
        at += part.length;
      }
      parts = [];
      made++;
      yield clipOf(voice, "clean", true, clip);
    }
  }
}

/** Whole windows only, as a recording's last seconds are part of one for most recordings. */
function clipOf(group: string, condition: string, isSpeech: boolean, samples: Float32Array): VoiceClip {
  const result = describeSamples(samples);
  const sound = { ...result, mel: coarseMel(result.logMel) };
  const windows: Float64Array[] = [];
  for (let start = 0; start + WINDOW_FRAMES <= sound.frames; start += WINDOW_FRAMES) {
    const features = speechFeatures(sound, start);
    if (features) windows.push(features);
  }
  result.release();
  return { group, condition, isSpeech, windows };
}

/** A file's first seconds, mono, as ffmpeg decodes and resamples it. @throws when ffmpeg cannot */
function readSamples(file: string, seconds: number): Float32Array {
  const { stdout, stderr, status } = spawnSync(
    "ffmpeg",
    [
      "-v",
      "error",
      "-i",
      file,
      "-t",
      String(seconds),
      "-ac",
      "1",
      "-ar",
      String(CLIP_RATE),
      "-f",
      "f32le",
      "-",
    ],
    { maxBuffer: 1 << 27 },
  );
  if (status !== 0) throw new Error(`ffmpeg cannot read ${file}: ${stderr}`);
  return new Float32Array(
    stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.length - (stdout.length % 4)),
  );
}
