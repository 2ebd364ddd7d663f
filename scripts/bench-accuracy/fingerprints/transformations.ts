import { spawnSync } from "node:child_process";
import path from "node:path";

/** What happens to recordings on their way, as arguments of ffmpeg. */
export const TRANSFORMATIONS: readonly { name: string; extension: string; options: readonly string[] }[] = [
  { name: "mp3 96 kbit/s", extension: "mp3", options: ["-c:a", "libmp3lame", "-b:a", "96k"] },
  { name: "mp3 128 kbit/s", extension: "mp3", options: ["-c:a", "libmp3lame", "-b:a", "128k"] },
  { name: "Ogg Vorbis quality 3", extension: "ogg", options: ["-c:a", "libvorbis", "-q:a", "3"] },
  { name: "Opus 64 kbit/s", extension: "opus", options: ["-c:a", "libopus", "-b:a", "64k"] },
  { name: "6 dB quieter", extension: "flac", options: ["-af", "volume=-6dB"] },
  {
    name: "2 s off both ends",
    extension: "flac",
    options: ["-af", "atrim=start=2,areverse,atrim=start=2,areverse"],
  },
  { name: "resampled to 32 kHz, stereo", extension: "flac", options: ["-ar", "32000", "-ac", "2"] },
  {
    name: "2 s off both ends, 6 dB quieter, mp3 96 kbit/s",
    extension: "mp3",
    options: [
      "-af",
      "atrim=start=2,areverse,atrim=start=2,areverse,volume=-6dB",
      "-c:a",
      "libmp3lame",
      "-b:a",
      "96k",
    ],
  },
];

/** Makes another copy of a recording. @returns where it lies */
export function transform(file: string, which: number, folder: string): string {
  const { extension, options } = TRANSFORMATIONS[which]!;
  const out = path.join(folder, `copy.${extension}`);
  const args = ["-v", "error", "-y", "-i", file, "-map", "0:a", "-map_metadata", "-1", ...options, out];
  const { status, stderr } = spawnSync("ffmpeg", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`ffmpeg could not make ${out}: ${stderr}`);
  return out;
}
