import { describe, expect, test } from "vitest";
import { ByteSource } from "../../../../src/audio/decode/byte-source.ts";
import { flacFrames } from "../../../../src/audio/decode/flac-frames.ts";
import { parseStreamInfo } from "../../../../src/audio/decode/flac-header.ts";
import type { AudioFormat } from "../../../../src/audio/decode/index.ts";
import { crc } from "../../../golden/flac-file.ts";
import { goldenFile, noise } from "../../../golden/hostile.ts";
import { signOgg } from "../../../golden/sign-ogg.ts";
import { collect, outcome, pieces, sameSamples } from "./collect.ts";

// Checksums keep accidents away from the decoders, but not malice: these files are broken and then signed again.

/** Damages `count` bytes of `bytes` within `[from, to)`, seeded. */
function damage(bytes: Uint8Array, from: number, to: number, count: number, seed: number): void {
  const random = noise(4 * count, seed);
  for (let i = 0; i < 4 * count; i += 4) {
    const place = (random[i]! * 65_536 + random[i + 1]! * 256 + random[i + 2]!) / 2 ** 24;
    bytes[from + Math.floor(place * (to - from))] = random[i + 3]!;
  }
}

/** Where the frames of a FLAC file begin and end. */
async function framesOf(bytes: Uint8Array): Promise<[number, number][]> {
  const info = parseStreamInfo(bytes.subarray(8, 42));
  let at = 42;
  for (let last = bytes[4]! >= 128; !last; ) {
    last = bytes[at]! >= 128;
    at += 4 + (bytes[at + 1]! << 16) + (bytes[at + 2]! << 8) + bytes[at + 3]!;
  }
  const places: [number, number][] = [];
  for await (const frame of flacFrames(new ByteSource(pieces(bytes.subarray(at))), info, () => 0)) {
    places.push([at, at + frame.bytes.length]);
    at += frame.bytes.length;
  }
  return places;
}

async function survives(format: AudioFormat, forged: Uint8Array): Promise<string> {
  const end = await outcome(format, forged);
  if ("code" in end) return end.code;
  expect(Number.isFinite(end.seconds)).toBe(true);
  return "fine";
}

describe("files forged behind right checksums", () => {
  test.for([
    ["ogg-vorbis", "g-major-96.ogg"],
    ["ogg-opus", "g-major-96.opus"],
  ] as const)("%s: sound or an AudioError, and the next file is untouched", async ([format, file]) => {
    const bytes = goldenFile(file);
    const whole = await collect(format, bytes);
    const ends = new Set<string>();
    for (let seed = 0; seed < 30; seed++) {
      const forged = bytes.slice();
      // In turn: the headers, the first pages, everything.
      const to = [200, 6000, bytes.length][seed % 3]!;
      damage(forged, 27, to, 1 + (seed % 7) * 6, seed);
      ends.add(await survives(format, signOgg(forged)));
    }
    expect(ends).toContain("corrupt_audio");
    expect(sameSamples(await collect(format, bytes), whole)).toBe(true);
  });

  test("flac: sound or an AudioError, and the next file is untouched", async () => {
    const bytes = goldenFile("a-minor-120.flac");
    const whole = await collect("flac", bytes);
    const frames = (await framesOf(bytes)).slice(0, 12);
    for (let seed = 0; seed < 30; seed++) {
      const forged = bytes.slice(0, frames.at(-1)![1]);
      const [from, to] = frames[seed % frames.length]!;
      damage(forged, from + 8, to - 2, 1 + (seed % 5) * 10, seed);
      const footer = crc(forged.subarray(from, to - 2), 16, 0x8005);
      forged.set([footer >> 8, footer & 255], to - 2);
      await survives("flac", forged);
    }
    expect(sameSamples(await collect("flac", bytes), whole)).toBe(true);
  });

  test("mp3: sound or an AudioError, and the next file is untouched", async () => {
    const bytes = goldenFile("g-major-96.mp3");
    const whole = await collect("mp3", bytes);
    for (let seed = 0; seed < 30; seed++) {
      const forged = bytes.slice();
      damage(forged, [0, 0, 300][seed % 3]!, [400, 5000, bytes.length][seed % 3]!, 4 << (seed % 9), seed);
      await survives("mp3", forged);
    }
    expect(sameSamples(await collect("mp3", bytes), whole)).toBe(true);
  });
});
