import { execFileSync } from "node:child_process";
import path from "node:path";
import type { Verdict } from "../../src/audio/quality/index.ts";

/** Something that happened to a recording before it came to us as lossless sound. */
export interface Treatment {
  name: string;
  /** What the detector should say of it. */
  truth: Verdict;
  /** Writes the treated recording beside `source` and returns its path. @param channels of the source */
  apply: (source: string, folder: string, channels: number) => string;
}

/** Runs a program to its end; what it says is kept to itself. */
export const run = (command: string, ...args: string[]) =>
  void execFileSync(command, args, { stdio: "pipe" });

/** Encodes, and decodes to 16 bits again, as somebody does who sells an mp3 as FLAC. */
function lossy(
  name: string,
  extension: string,
  encode: (source: string, coded: string, channels: number) => void,
): Treatment {
  return {
    name,
    truth: "lossy",
    apply: (source, folder, channels) => {
      const coded = path.join(folder, `coded.${extension}`);
      const out = path.join(folder, "treated.wav");
      encode(source, coded, channels);
      run("ffmpeg", "-v", "error", "-y", "-i", coded, "-c:a", "pcm_s16le", "-ar", "44100", out);
      return out;
    },
  };
}

/** A bit rate for stereo, halved for mono, which is how encoders choose where to stop. */
const forChannels = (kilobits: number, channels: number) => String(channels === 1 ? kilobits / 2 : kilobits);

const mp3 = (kilobits: number) =>
  lossy(`mp3 ${kilobits} kbit/s`, "mp3", (source, coded, channels) =>
    run("lame", "--quiet", "-b", forChannels(kilobits, channels), source, coded),
  );

const vorbis = (quality: number) =>
  lossy(`Vorbis quality ${quality}`, "ogg", (source, coded) =>
    run("oggenc", "-Q", "-q", String(quality), "-o", coded, source),
  );

/** Converts to a lower rate and back. */
function upsampled(name: string, convert: (source: string, low: string, out: string) => void): Treatment {
  return {
    name,
    truth: "upsampled",
    apply: (source, folder) => {
      const out = path.join(folder, "treated.wav");
      convert(source, path.join(folder, "low.wav"), out);
      return out;
    },
  };
}

const soxFrom = (rate: number) =>
  upsampled(`from ${rate} Hz by sox`, (source, low, out) => {
    run("sox", "-V1", "-G", source, "-b", "16", "-r", String(rate), low);
    run("sox", "-V1", "-G", low, "-b", "16", out, "rate", "44100");
  });

/** What is done to every source. */
export const TREATMENTS: readonly Treatment[] = [
  { name: "as it is", truth: "full", apply: (source) => source },
  {
    name: "to 48 kHz by ffmpeg",
    truth: "full",
    apply: (source, folder) => {
      const out = path.join(folder, "treated.wav");
      run("ffmpeg", "-v", "error", "-y", "-i", source, "-ar", "48000", out);
      return out;
    },
  },
  {
    name: "6 dB quieter, dithered, by sox",
    truth: "full",
    apply: (source, folder) => {
      const out = path.join(folder, "treated.wav");
      run("sox", "-V1", source, "-b", "16", out, "gain", "-6", "dither");
      return out;
    },
  },
  ...[96, 128, 192, 256, 320].map(mp3),
  ...[1, 4, 6].map(vorbis),
  lossy("AAC 128 kbit/s by ffmpeg", "m4a", (source, coded, channels) =>
    run(
      "ffmpeg",
      "-v",
      "error",
      "-y",
      "-i",
      source,
      "-c:a",
      "aac",
      "-b:a",
      `${forChannels(128, channels)}k`,
      coded,
    ),
  ),
  lossy("Opus 96 kbit/s", "opus", (source, coded, channels) =>
    run("opusenc", "--quiet", "--bitrate", forChannels(96, channels), source, coded),
  ),
  ...[16_000, 22_050, 32_000].map(soxFrom),
  upsampled("from 22050 Hz by ffmpeg", (source, low, out) => {
    run("ffmpeg", "-v", "error", "-y", "-i", source, "-ar", "22050", low);
    run("ffmpeg", "-v", "error", "-y", "-i", low, "-ar", "44100", out);
  }),
  upsampled("from 44100 to 96000 Hz by sox", (source, _, out) =>
    run("sox", "-V1", "-G", source, "-b", "24", out, "rate", "96000"),
  ),
];
