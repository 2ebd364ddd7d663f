import { describe, expect, test } from "vitest";
import { formatKey, isMinor, parseKey } from "../../../../../src/collaboration/documents/music/key.ts";
import {
  barLength,
  beatLength,
  DIVISIONS,
  formatMetre,
  parseMetre,
} from "../../../../../src/collaboration/documents/music/metre.ts";

describe("keys", () => {
  test.each([
    ["C", "C major", 0, false],
    ["Am", "A minor", 0, true],
    ["F♯ minor", "F# minor", 3, true],
    ["Bb Major", "Bb major", -2, false],
    ["D dorian", "D dorian", 0, true],
    ["F lydian", "F lydian", 0, false],
    ["G mixolydian", "G mixolydian", 0, false],
    ["B locrian", "B locrian", 0, true],
    ["E phrygian", "E phrygian", 0, true],
    ["C#", "C# major", 7, false],
    ["Cb", "Cb major", -7, false],
    ["a#", null, 0, false],
    ["G# major", null, 0, false],
    ["H", null, 0, false],
    ["C blues", null, 0, false],
    ["C constructor", null, 0, false],
    ["", null, 0, false],
  ])("%s", (text, standard, fifths, minor) => {
    const key = parseKey(text);
    expect(key && formatKey(key)).toBe(standard);
    if (key) expect([key.fifths, isMinor(key)]).toEqual([fifths, minor]);
  });
});

describe("metres", () => {
  test.each(["4/4", "3/4", "6/8", "12/8", "7/16", "32/32", "1/1"])("%s", (text) => {
    expect(formatMetre(parseMetre(text)!)).toBe(text);
  });

  test.each(["", "4", "0/4", "4/3", "33/4", "4/64", "-3/4", "3/4/5", "03/4"])("%s is refused", (text) =>
    expect(parseMetre(text)).toBeNull(),
  );

  test("lengths are counted in parts of a quarter note", () => {
    expect(barLength(parseMetre("4/4")!)).toBe(4 * DIVISIONS);
    expect(barLength(parseMetre("6/8")!)).toBe(3 * DIVISIONS);
    expect(Number.isInteger(beatLength(parseMetre("5/32")!) / 4)).toBe(true);
  });
});
