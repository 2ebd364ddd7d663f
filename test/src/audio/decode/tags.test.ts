import { describe, expect, test } from "vitest";
import { startsWith, tagLength } from "../../../../src/audio/decode/tags.ts";

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** An APEv2 header or footer with `size` bytes of items and footer. */
function ape(size: number, isHeader: boolean): Uint8Array {
  const bytes = new Uint8Array(32);
  bytes.set(latin1("APETAGEX"));
  const view = new DataView(bytes.buffer);
  view.setUint32(12, size, true);
  view.setUint32(20, isHeader ? 0xa000_0000 : 0x8000_0000, true);
  return bytes;
}

describe("tagLength", () => {
  test("ID3v2: header, syncsafe size, footer", () => {
    expect(tagLength(latin1("ID3\x04\0\0\0\0\x02\x01"), 0)).toBe(10 + 257);
    expect(tagLength(latin1("ID3\x04\0\x10\0\0\0\x05"), 0)).toBe(25);
    expect(tagLength(latin1("..ID3\x03\0\0\x7f\x7f\x7f\x7f"), 2)).toBe(10 + 2 ** 28 - 1);
  });

  test("what only looks like ID3v2 is none", () => {
    expect(tagLength(latin1("ID3\x04\0\0\0\0\x80\x01"), 0)).toBe(0);
    expect(tagLength(latin1("ID3\xff\0\0\0\0\0\x01"), 0)).toBe(0);
    expect(tagLength(latin1("ID3\x04\0"), 0)).toBe(0);
  });

  test("ID3v1 and APEv2", () => {
    expect(tagLength(latin1("TAGtitle"), 0)).toBe(128);
    expect(tagLength(ape(100, true), 0)).toBe(132);
    expect(tagLength(ape(100, false), 0)).toBe(32);
    expect(tagLength(ape(100, true).subarray(0, 20), 0)).toBe(0);
    expect(tagLength(latin1("no tag at all"), 0)).toBe(0);
  });
});

test("startsWith compares bytes and stops at the end", () => {
  expect(startsWith(latin1("\xff\xfbX"), 1, "\xfbX")).toBe(true);
  expect(startsWith(latin1("abc"), 1, "bcd")).toBe(false);
});
