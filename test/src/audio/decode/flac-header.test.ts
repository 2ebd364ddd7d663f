import { describe, expect, test } from "vitest";
import { maxFlacFrameBytes, parseFlacFrameHeader } from "../../../../src/audio/decode/flac-header.ts";
import { crc, verbatimFlac } from "../../../golden/flac-file.ts";
import { collect } from "./collect.ts";

const INFO = { sampleRate: 12_345, channelCount: 2, bitsPerSample: 18 };

/** A frame header of these bytes and their CRC-8, followed by a few bytes of a subframe. */
function header(...bytes: number[]): Uint8Array {
  return Uint8Array.from([...bytes, crc(bytes, 8, 0x07), 0, 0, 0, 0]);
}

describe("parseFlacFrameHeader (RFC 9639, tables 14 to 19)", () => {
  test.for([
    [1, 192],
    [2, 576],
    [5, 4608],
    [8, 256],
    [15, 32_768],
  ] as const)("block size code %i is %i", ([code, blockSize]) => {
    const parsed = parseFlacFrameHeader(header(0xff, 0xf8, (code << 4) | 9, 0x18, 5), 0, INFO);
    expect(parsed).toEqual({
      blockSize,
      sampleRate: 44_100,
      channelCount: 2,
      bitsPerSample: 16,
      variable: false,
      number: 5,
      length: 6,
    });
  });

  test("fields after the number: 8- and 16-bit sizes, rates in kHz, Hz and tens of Hz", () => {
    const read = (...bytes: number[]) => parseFlacFrameHeader(header(0xff, 0xf9, ...bytes), 0, INFO);
    expect(read(0x6c, 0x00, 0, 99, 48)).toMatchObject({ blockSize: 100, sampleRate: 48_000, variable: true });
    expect(read(0x7d, 0x70, 0, 1, 0, 0x1f, 0x40)).toMatchObject({
      blockSize: 257,
      sampleRate: 8000,
      channelCount: 8,
    });
    expect(read(0x1e, 0xa0, 0, 0x12, 0xc0)).toMatchObject({ sampleRate: 48_000, channelCount: 2 });
    expect(read(0x10, 0x0c, 0)).toMatchObject({ sampleRate: 12_345, channelCount: 1, bitsPerSample: 24 });
    expect(read(0x10, 0x10, 0)).toMatchObject({ bitsPerSample: 18 });
  });

  test("numbers of up to 36 bits", () => {
    const read = (...bytes: number[]) =>
      parseFlacFrameHeader(header(0xff, 0xf9, 0x19, 0x18, ...bytes), 0, INFO);
    expect(read(0xc2, 0x80)?.number).toBe(128);
    expect(read(0xef, 0xbf, 0xbf)?.number).toBe(65_535);
    expect(read(0xfe, 0xbf, 0xbf, 0xbf, 0xbf, 0xbf, 0xbf)?.number).toBe(2 ** 36 - 1);
    expect(read(0xc2, 0x00)).toBeNull();
    expect(read(0x80)).toBeNull();
    expect(read(0xff)).toBeNull();
  });

  test.for([
    ["another sync word", [0xff, 0xfb, 0x19, 0x18, 0]],
    ["block size 0", [0xff, 0xf8, 0x09, 0x18, 0]],
    ["sample rate 15", [0xff, 0xf8, 0x1f, 0x18, 0]],
    ["channels 11", [0xff, 0xf8, 0x19, 0xb8, 0]],
    ["sample size 3", [0xff, 0xf8, 0x19, 0x16, 0]],
    ["the reserved bit", [0xff, 0xf8, 0x19, 0x19, 0]],
  ] as const)("%s is reserved", ([, bytes]) => {
    expect(parseFlacFrameHeader(header(...bytes), 0, INFO)).toBeNull();
  });

  test("a wrong checksum or a header cut off is none", () => {
    const whole = header(0xff, 0xf8, 0x19, 0x18, 0);
    expect(parseFlacFrameHeader(whole, 0, INFO)).not.toBeNull();
    expect(parseFlacFrameHeader(whole.subarray(0, 5), 0, INFO)).toBeNull();
    const wrong = whole.slice();
    wrong[5]! ^= 1;
    expect(parseFlacFrameHeader(wrong, 0, INFO)).toBeNull();
  });
});

test("frames larger than the window at its start are read whole, and fit their own bound", async () => {
  const samples = Array.from({ length: 4 }, (_, c) =>
    Int32Array.from({ length: 20_000 }, (_, i) => ((i * (7919 + c)) % 65_536) - 32_768),
  );
  const bytes = verbatimFlac(samples, 32, 44_100, 20_000);
  expect(bytes.length).toBeGreaterThan(300_000);
  const first = parseFlacFrameHeader(bytes, 42, { sampleRate: 44_100, channelCount: 4, bitsPerSample: 32 });
  expect(maxFlacFrameBytes(first!)).toBeGreaterThan(bytes.length - 42);
  const sound = await collect("flac", bytes, 1000);
  expect(sound.frames).toBe(20_000);
  expect(sound.channels[3]![777]).toBe(Math.fround(samples[3]![777]! / 2 ** 31));
});
