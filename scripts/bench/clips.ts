import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { AudioFormat } from "../../src/audio/index.ts";
import { renderSong, type Song } from "../golden/song.ts";
import { wavFile } from "../golden/wav-file.ts";

export interface Clip {
  format: AudioFormat;
  seconds: number;
  mediaType: string;
  bytes: Uint8Array<ArrayBuffer>;
}

const RATE = 44_100;

const song = (seconds: number): Song => ({ name: "bench", bpm: 126, tonic: 2, mode: "minor", seconds });

/** How ffmpeg makes each format from a WAV file, and what the format is uploaded as. */
const ENCODINGS: { format: AudioFormat; extension: string; mediaType: string; arguments: string[] }[] = [
  {
    format: "mp3",
    extension: "mp3",
    mediaType: "audio/mpeg",
    arguments: ["-c:a", "libmp3lame", "-b:a", "192k"],
  },
  { format: "flac", extension: "flac", mediaType: "audio/flac", arguments: ["-c:a", "flac"] },
  {
    format: "ogg-vorbis",
    extension: "ogg",
    mediaType: "audio/ogg",
    arguments: ["-c:a", "libvorbis", "-q:a", "5"],
  },
  {
    format: "ogg-opus",
    extension: "opus",
    mediaType: "audio/ogg",
    arguments: ["-c:a", "libopus", "-b:a", "128k"],
  },
];

/**
 * One stereo recording of a length, at 44.1 kHz (Opus 48), in every format that can be made here: WAV always, the
 * others when ffmpeg has their encoder. Rendering takes seconds, so files are kept.
 * @param folder where they are kept; made when missing
 */
export async function makeClips(seconds: number, folder: string): Promise<Clip[]> {
  await mkdir(folder, { recursive: true });
  const wav = path.join(folder, `${seconds}.wav`);
  if (!existsSync(wav)) await writeFile(wav, wavFile(renderSong(song(seconds), RATE, 2), RATE));
  const clips: Clip[] = [{ format: "wav", seconds, mediaType: "audio/wav", bytes: await bytesOf(wav) }];
  for (const { format, extension, mediaType, arguments: options } of ENCODINGS) {
    const file = path.join(folder, `${seconds}.${extension}`);
    if (!existsSync(file)) spawnSync("ffmpeg", ["-v", "error", "-y", "-i", wav, ...options, file]);
    if (existsSync(file)) clips.push({ format, seconds, mediaType, bytes: await bytesOf(file) });
  }
  return clips;
}

/** The same song as the analysis hears it after decoding: mono, 22,050 Hz, nominally within [-1, 1]. */
export function makeSignal(seconds: number): Float32Array<ArrayBuffer> {
  const [mono] = renderSong(song(seconds), 22_050, 1);
  return Float32Array.from(mono!, (sample) => sample / 32_768);
}

async function bytesOf(file: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(file));
}
