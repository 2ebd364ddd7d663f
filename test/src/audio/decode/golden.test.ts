import { describe, expect, test } from "vitest";
import { renderSong, SONGS } from "../../../../scripts/golden/song.ts";
import { type AudioFormat, recogniseAudio } from "../../../../src/audio/decode/index.ts";
import truth from "../../../golden/audio/truth.json" with { type: "json" };
import { goldenFile } from "../../../golden/hostile.ts";
import { collect, sameSamples } from "./collect.ts";

interface Truth {
  file: string;
  format: string;
  bpm: number;
  seconds: number;
  sampleRate: number;
  channels: number;
}

/** What the file was encoded from, over 32768. */
function source({ bpm, seconds, sampleRate, channels }: Truth): Float32Array[] {
  const song = bpm === SONGS.aMinor.bpm ? SONGS.aMinor : SONGS.gMajor;
  const rendered = renderSong({ ...song, seconds }, sampleRate, channels === 1 ? 1 : 2);
  return rendered.map((channel) => Float32Array.from(channel, (value) => value / 32_768));
}

/** Pearson's correlation of two signals of (nearly) equal length. */
function correlation(a: Float32Array, b: Float32Array): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    ab += a[i]! * b[i]!;
    aa += a[i]! ** 2;
    bb += b[i]! ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

describe.each(truth)("$file", (entry: Truth) => {
  const bytes = goldenFile(entry.file);
  const format = entry.format as AudioFormat;

  test("is recognised by its content", () => {
    expect(recogniseAudio(bytes.subarray(0, 65_536))).toMatchObject({ kind: "audio", format, certain: true });
    expect(recogniseAudio(bytes.subarray(0, 4096))).toMatchObject({ kind: "audio", format, certain: true });
  });

  test("decodes to what was encoded", async () => {
    const sound = await collect(format, bytes);
    const original = source(entry);
    expect(sound.sampleRate).toBe(entry.sampleRate);
    expect(sound.channels.length).toBe(entry.channels);
    // Gapless: encoder delay and padding are gone, in every format.
    expect(sound.frames).toBe(original[0]!.length);
    if (format === "wav" || format === "flac") {
      expect(sameSamples(sound, { channels: original })).toBe(true);
    } else {
      for (let c = 0; c < entry.channels; c++) {
        expect(correlation(sound.channels[c]!, original[c]!)).toBeGreaterThan(0.99);
      }
    }
  });

  test.for([1, 7, 1000, 65_536, 1 << 30])(
    "the size of the pieces does not matter (%i bytes)",
    async (size) => {
      const sound = await collect(format, bytes, size);
      expect(sameSamples(sound, await collect(format, bytes, 4096))).toBe(true);
    },
  );

  test("blocks last a second at most and are the consumer's own", async () => {
    const sound = await collect(format, bytes);
    expect(sound.frames / sound.blocks).toBeLessThanOrEqual(sound.sampleRate);
    expect(new Set(sound.channels.map((channel) => channel.buffer)).size).toBe(entry.channels);
  });
});
