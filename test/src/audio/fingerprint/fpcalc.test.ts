import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { renderSong, SONGS } from "../../../../scripts/golden/song.ts";
import { wavFile } from "../../../../scripts/golden/wav-file.ts";
import type { AudioFormat } from "../../../../src/audio/decode/index.ts";
import { compress, decompress, hashesIn } from "../../../../src/audio/fingerprint/compare/index.ts";
import { Fingerprinter } from "../../../../src/audio/fingerprint/index.ts";
import { AudioError } from "../../../../src/audio/pcm.ts";
import golden from "../../../golden/fingerprint/fpcalc.json" with { type: "json" };
import { goldenFile } from "../../../golden/hostile.ts";
import { collect } from "../decode/collect.ts";

const hasFpcalc = spawnSync("fpcalc", ["-version"]).status === 0;

function differingBits(a: Uint32Array, b: Uint32Array): number {
  let bits = 0;
  a.forEach((hash, i) => {
    for (let x = (hash ^ b[i]!) >>> 0; x !== 0; x >>>= 1) bits += x & 1;
  });
  return bits;
}

function fingerprintOf(channels: Float32Array[], sampleRate: number, size: number, maxSeconds?: number) {
  const fingerprinter = new Fingerprinter(maxSeconds === undefined ? {} : { maxSeconds });
  for (let at = 0; at < channels[0]!.length; at += size) {
    fingerprinter.push({ channels: channels.map((channel) => channel.subarray(at, at + size)), sampleRate });
  }
  return fingerprinter.finish();
}

describe.each(golden.files)("what fpcalc makes of $file", (file) => {
  const expected = Uint32Array.from(file.hashes);

  it("is what we make of it", async () => {
    const { channels, sampleRate } = await collect(file.format as AudioFormat, goldenFile(file.file));
    const { hashes } = fingerprintOf(channels, sampleRate, 1_152);
    expect(hashes.length).toBe(expected.length);
    // Lossy decoders differ by a step of 16 bits now and then: three bits are 0.1 % of a file as short as these.
    expect(differingBits(hashes, expected)).toBeLessThanOrEqual(/wav|flac/.test(file.format) ? 1 : 3);
  });

  it("is compressed alike, both ways", () => {
    expect(compress(expected)).toBe(file.fingerprint);
    expect(decompress(file.fingerprint)).toEqual(expected);
  });
});

describe.skipIf(!hasFpcalc)("beside fpcalc (skipped where fpcalc is missing)", () => {
  it.each([
    [8_000, 1],
    [11_025, 2],
    [22_050, 1],
    [44_100, 2],
    [48_000, 2],
    [96_000, 1],
  ] as const)("%i Hz, %i channels", (sampleRate, count) => {
    const rendered = renderSong({ ...SONGS.gMajor, seconds: 20 }, sampleRate, count);
    const folder = mkdtempSync(path.join(tmpdir(), "descant-fpcalc-"));
    try {
      const file = path.join(folder, "song.wav");
      writeFileSync(file, wavFile(rendered, sampleRate));
      const { stdout } = spawnSync("fpcalc", ["-raw", "-plain", "-length", "0", file], { encoding: "utf8" });
      const theirs = Uint32Array.from(stdout.trim().split(","), Number);
      const channels = rendered.map((channel) => Float32Array.from(channel, (value) => value / 32_768));
      const { hashes } = fingerprintOf(channels, sampleRate, 4_096);
      expect(hashes.length).toBe(theirs.length);
      expect(differingBits(hashes, theirs)).toBeLessThanOrEqual(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("the fingerprinter", () => {
  const rate = 44_100;
  const song = renderSong({ ...SONGS.aMinor, seconds: 12 }, rate, 2).map((channel) =>
    Float32Array.from(channel, (value) => value / 32_768),
  );

  it("does not care how the stream is cut, and the first seconds' fingerprint is the first part of the whole", () => {
    const whole = fingerprintOf(song, rate, song[0]!.length);
    expect(fingerprintOf(song, rate, 999)).toEqual(whole);
    const part = fingerprintOf(song, rate, 5_000, 8);
    expect(part.seconds).toBe(8);
    expect(part.hashes).toEqual(whole.hashes.slice(0, part.hashes.length));
    expect(hashesIn(8) - part.hashes.length).toBeLessThanOrEqual(1);
  });

  it("has nothing to say of nothing, and of less than 2.7 seconds", () => {
    expect(new Fingerprinter().finish()).toEqual({ hashes: new Uint32Array(0), seconds: 0 });
    const short = fingerprintOf([song[0]!.subarray(0, rate)], rate, 4_096);
    expect(short).toEqual({ hashes: new Uint32Array(0), seconds: 1 });
  });

  it("takes silence, clipping and samples that are no numbers, and refuses rates that change or cannot be", () => {
    const odd = new Float32Array(4 * rate).fill(Number.NaN, 0, rate).fill(9, rate, 2 * rate);
    odd.fill(Number.NEGATIVE_INFINITY, 2 * rate, 3 * rate);
    expect(fingerprintOf([odd, odd, odd], rate, 4_096).hashes.length).toBe(hashesIn(4));
    const changing = new Fingerprinter();
    changing.push({ channels: [odd], sampleRate: rate });
    for (const sampleRate of [48_000, 0, 44_100.5]) {
      expect(() => changing.push({ channels: [odd], sampleRate })).toThrow(AudioError);
      if (sampleRate !== 48_000) {
        expect(() => new Fingerprinter().push({ channels: [odd], sampleRate })).toThrow(AudioError);
      }
    }
  });
});
