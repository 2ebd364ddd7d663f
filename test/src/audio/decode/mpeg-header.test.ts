import { describe, expect, test } from "vitest";
import {
  MAX_MPEG_FRAME,
  mpegRun,
  parseMpegHeader,
  sameMpegStream,
} from "../../../../src/audio/decode/mpeg-header.ts";

describe("parseMpegHeader", () => {
  // Frame lengths from ISO/IEC 11172-3 §2.4.3.1: floor(144 · bit rate / sample rate) + padding, in slots of 4 bytes for layer I.
  test.for([
    [
      [0xff, 0xfb, 0x90, 0x64],
      { version: 1, layer: 3, sampleRate: 44_100, channelCount: 2, length: 417, samples: 1152 },
    ],
    [
      [0xff, 0xfb, 0x92, 0x64],
      { version: 1, layer: 3, sampleRate: 44_100, channelCount: 2, length: 418, samples: 1152 },
    ],
    [
      [0xff, 0xf3, 0x80, 0xc0],
      { version: 2, layer: 3, sampleRate: 22_050, channelCount: 1, length: 208, samples: 576 },
    ],
    [
      [0xff, 0xe3, 0x28, 0xc0],
      { version: 2.5, layer: 3, sampleRate: 8000, channelCount: 1, length: 144, samples: 576 },
    ],
    [
      [0xff, 0xfd, 0xa4, 0x00],
      { version: 1, layer: 2, sampleRate: 48_000, channelCount: 2, length: 576, samples: 1152 },
    ],
    [
      [0xff, 0xff, 0xc0, 0x00],
      { version: 1, layer: 1, sampleRate: 44_100, channelCount: 2, length: 416, samples: 384 },
    ],
  ])("%j", ([bytes, expected]) => {
    expect(parseMpegHeader(Uint8Array.from(bytes as number[]), 0)).toEqual(expected);
  });

  test.for([
    ["no sync", [0xff, 0xdb, 0x90, 0x64]],
    ["reserved version", [0xff, 0xeb, 0x90, 0x64]],
    ["reserved layer, as in AAC", [0xff, 0xf1, 0x90, 0x64]],
    ["free format", [0xff, 0xfb, 0x00, 0x64]],
    ["forbidden bit rate", [0xff, 0xfb, 0xf0, 0x64]],
    ["reserved sample rate", [0xff, 0xfb, 0x9c, 0x64]],
    ["reserved emphasis", [0xff, 0xfb, 0x90, 0x66]],
    ["too few bytes", [0xff, 0xfb, 0x90]],
  ] as const)("%s is none", ([, bytes]) => {
    expect(parseMpegHeader(Uint8Array.from(bytes), 0)).toBeNull();
  });

  test("no header describes a frame larger than the largest", () => {
    let longest = 0;
    for (let bits = 0; bits < 1 << 16; bits++) {
      const header = parseMpegHeader(Uint8Array.of(0xff, 0xe0 | (bits >> 11), (bits >> 3) & 255, 0), 0);
      longest = Math.max(longest, header?.length ?? 0);
    }
    expect(longest).toBe(MAX_MPEG_FRAME);
  });
});

describe("mpegRun", () => {
  const frame = new Uint8Array(417);
  frame.set([0xff, 0xfb, 0x90, 0x64]);
  const frames = (count: number) => Uint8Array.from(Array.from({ length: count }, () => [...frame]).flat());

  test("wants frames that agree", () => {
    expect(mpegRun(frames(3), 0, 3)).toMatchObject({ sampleRate: 44_100 });
    const other = frames(3);
    other[417 + 2] = 0x94;
    expect(mpegRun(other, 0, 3)).toBeNull();
    expect(sameMpegStream(parseMpegHeader(other, 0)!, parseMpegHeader(other, 417)!)).toBe(false);
  });

  test("takes fewer where the bytes end: two, or one that ends exactly there", () => {
    expect(mpegRun(frames(1), 0, 3)).not.toBeNull();
    expect(mpegRun(frames(1).subarray(0, 400), 0, 3)).toBeNull();
    expect(mpegRun(frames(2).subarray(0, 500), 0, 3)).not.toBeNull();
  });
});
