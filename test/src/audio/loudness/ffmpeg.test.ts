import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Loudness } from "../../../../src/audio/loudness/meter.ts";
import { measure, noise } from "./signals.ts";

// A second opinion on real and rendered sound. Needs ffmpeg, and for the real files the data folder beside
// the checkout.
const hasFfmpeg = spawnSync("ffmpeg", ["-version"]).status === 0;
const music = path.resolve("../shared/data/audio");
const files = ["tempo-beats", "gtzan-mini", "emotify"]
  .map((folder) => path.join(music, folder))
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => {
    const sounds = readdirSync(folder).filter((name) => /\.(flac|ogg)$/.test(name));
    return sounds
      .filter((_, i) => i % Math.ceil(sounds.length / 3) === 0)
      .map((name) => path.join(folder, name));
  });

type Readings = Pick<Record<keyof Loudness, number>, "integrated" | "range" | "truePeak">;

/** What ffmpeg's EBU R128 filter prints, to one decimal. */
function ffmpegReadings(input: string[], pcm?: Float32Array): Readings {
  const args = ["-hide_banner", "-nostats", ...input, "-af", "ebur128=peak=true", "-f", "null", "-"];
  const { stderr } = spawnSync("ffmpeg", args, { input: pcm ? new Uint8Array(pcm.buffer) : undefined });
  const summary = stderr.toString().split("Summary:")[1] ?? "";
  const read = (label: string) => Number(summary.match(new RegExp(`${label}:\\s+(\\S+)`))?.[1]);
  return { integrated: read("I"), range: read("LRA"), truePeak: read("Peak") };
}

function decode(file: string): { channels: Float32Array[]; sampleRate: number } {
  const show = ["-v", "error", "-show_entries", "stream=sample_rate,channels", "-of", "csv=p=0", file];
  const [sampleRate, count] = execFileSync("ffprobe", show).toString().trim().split(",").map(Number);
  const raw = execFileSync("ffmpeg", ["-v", "error", "-i", file, "-f", "f32le", "-"], { maxBuffer: 2 ** 28 });
  const all = new Float32Array(new Uint8Array(raw).buffer);
  const channels = Array.from({ length: count! }, (_, c) => all.filter((_, i) => i % count! === c));
  return { channels, sampleRate: sampleRate! };
}

// Both values are exact to well under this, and ffmpeg rounds its own.
const TOLERANCE = 0.1;

describe.skipIf(!hasFfmpeg)("LoudnessMeter beside ffmpeg (skipped where ffmpeg is missing)", () => {
  it.each([44_100, 48_000])("agrees on a rendered stereo recording at %i Hz", (rate) => {
    // Noise that swells and fades over 40 s, louder on one side.
    const length = 40 * rate;
    const swell = (n: number) => 0.05 + 0.4 * Math.sin((Math.PI * n) / (9 * rate)) ** 2;
    const left = noise(length, 1, 1).map((sample, n) => sample * swell(n));
    const right = noise(length, 1, 2).map((sample, n) => 0.5 * sample * swell(n + rate));
    const interleaved = new Float32Array(2 * length);
    for (let n = 0; n < length; n++) interleaved.set([left[n]!, right[n]!], 2 * n);
    const expected = ffmpegReadings(["-f", "f32le", "-ar", `${rate}`, "-ac", "2", "-i", "-"], interleaved);
    const { integrated, range } = measure([left, right], rate);
    expect(Math.abs(integrated! - expected.integrated)).toBeLessThanOrEqual(TOLERANCE);
    expect(Math.abs(range! - expected.range)).toBeLessThanOrEqual(TOLERANCE);
  });

  describe.skipIf(files.length === 0)("on real music (skipped where ../shared/data is missing)", () => {
    it.each(files.map((file) => [path.basename(file), file]))("agrees on %s", (_, file) => {
      const { channels, sampleRate } = decode(file!);
      const actual = measure(channels, sampleRate);
      const expected = ffmpegReadings(["-i", file!]);
      expect(Math.abs(actual.integrated! - expected.integrated)).toBeLessThanOrEqual(TOLERANCE);
      expect(Math.abs(actual.truePeak! - expected.truePeak)).toBeLessThanOrEqual(TOLERANCE);
      // The clips are short, and the percentiles are ranks: ffmpeg counts them one rank lower than Tech 3342
      // does.
      expect(Math.abs(actual.range! - expected.range)).toBeLessThanOrEqual(0.5);
    });
  });
});
