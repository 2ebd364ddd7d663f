import { spawnSync } from "node:child_process";
import { mulberry32 } from "../../../models/learning/random.ts";
import { floatWav } from "./float-wav.ts";

/** A recording before it is treated: the file, and what is in it. */
export interface Source {
  file: string;
  channels: Float32Array[];
  sampleRate: number;
}

/** Something that happens to recordings. */
export interface Treatment {
  name: string;
  /** How much louder it becomes on purpose, in dB. */
  gain: number;
  /** Where it ends; null where it is as long as before. */
  until: number | null;
  bytes(source: Source): Uint8Array;
}

const NOISE_DECIBELS = -30;
const CUT_SECONDS = 10;

const changed = (
  name: string,
  change: (samples: Float32Array, rate: number) => Float32Array,
  gain = 0,
  until: number | null = null,
): Treatment => ({
  name,
  gain,
  until,
  bytes: ({ channels, sampleRate }) =>
    floatWav(
      channels.map((samples) => change(samples, sampleRate)),
      sampleRate,
    ),
});

const encoded = (name: string, ...codec: string[]): Treatment => ({
  name,
  gain: 0,
  until: null,
  bytes({ file }) {
    const args = ["-v", "error", "-i", file, "-map_metadata", "-1", ...codec, "pipe:1"];
    const { status, stdout, stderr } = spawnSync("ffmpeg", args, { maxBuffer: 2 ** 28 });
    if (status !== 0) throw new Error(`ffmpeg: ${stderr}`);
    return new Uint8Array(stdout);
  },
});

/** What is asked of every figure: to be the same afterwards. Floats, so that nothing clips that was not meant to. */
export const TREATMENTS: readonly Treatment[] = [
  encoded("mp3, 96 kbit/s", "-c:a", "libmp3lame", "-b:a", "96k", "-f", "mp3"),
  encoded("Ogg Vorbis, quality 2", "-c:a", "libvorbis", "-q:a", "2", "-f", "ogg"),
  changed("white noise 30 dB below", withNoise),
  changed("6 dB louder", (samples) => samples.map((value) => value * 10 ** (6 / 20)), 6),
  changed("6 dB quieter", (samples) => samples.map((value) => value * 10 ** (-6 / 20)), -6),
  changed("cut at 10 s", (samples, rate) => samples.slice(0, CUT_SECONDS * rate), 0, CUT_SECONDS),
];

/** White noise so far below the channel's own level, the same every time. */
function withNoise(samples: Float32Array): Float32Array {
  const random = mulberry32(1);
  const power = samples.reduce((sum, value) => sum + value * value, 0) / samples.length;
  // Uniform noise from -1 to 1 has a power of a third.
  const level = Math.sqrt(3 * power * 10 ** (NOISE_DECIBELS / 10));
  return samples.map((value) => value + level * (2 * random() - 1));
}
