import { describe, expect, it } from "vitest";
import * as words from "../../../src/http/page/words.ts";

describe("what the page calls things", () => {
  it("names keys as musicians spell them", () => {
    expect(words.keyName(0, 1)).toBe("C major");
    expect(words.keyName(9, 0)).toBe("A minor");
    expect(words.keyName(8, 1)).toBe("A♭ major");
    expect(words.keyName(8, 0)).toBe("G♯ minor");
    expect(words.keyName(-1, 0)).toBe("No clear key");
  });

  it("puts a tempo at a limit into the faster marking", () => {
    expect(words.tempoMarking(59.9)).toBe("Largo");
    expect(words.tempoMarking(60)).toBe("Larghetto");
    expect(words.tempoMarking(120)).toBe("Allegro");
    expect(words.tempoMarking(240)).toBe("Prestissimo");
  });

  it("writes a minus sign, and none before zero", () => {
    expect(words.signed(-11.24)).toBe("−11.2");
    expect(words.signed(-0.04)).toBe("0.0");
    expect(words.signed(3, 0)).toBe("3");
  });

  it("writes lengths as a clock does, rounding up to the next minute where it must", () => {
    expect(words.clock(0)).toBe("0:00");
    expect(words.clock(59_600)).toBe("1:00");
    expect(words.clock(187_000)).toBe("3:07");
    expect(words.clock(3_725_000)).toBe("1:02:05");
    expect(words.clock(-5)).toBe("0:00");
  });

  it("writes sizes in decimal units", () => {
    expect(words.fileSize(999)).toBe("999 bytes");
    expect(words.fileSize(4_200_000)).toBe("4.2 MB");
    expect(words.fileSize(481_533)).toBe("482 kB");
  });

  it("makes a title of a file's name, and one that the API takes of any name", () => {
    expect(words.titleOf("Harbour Lights.mp3")).toBe("Harbour Lights");
    expect(words.titleOf("No. 5")).toBe("No. 5");
    expect(words.titleOf(".flac")).toBe(".flac");
    expect(words.titleOf("  ")).toBe("Untitled");
    expect(words.titleOf(`${"a".repeat(400)}.wav`)).toHaveLength(300);
  });

  it("compares a loudness with where streaming plays it", () => {
    expect(words.loudnessInWords(-11.2)).toBe("2.8 dB louder than streaming plays it");
    expect(words.loudnessInWords(-20)).toBe("6.0 dB quieter than streaming plays it");
    expect(words.loudnessInWords(-14.3)).toBe("right where streaming plays it");
  });
});

describe("how sure a figure looks", () => {
  it("never looks surer with less confidence", () => {
    let before = { notes: 4, fade: 0 };
    for (let confidence = 1; confidence >= 0; confidence -= 0.01) {
      const now = { notes: words.certainty(confidence).notes, fade: words.fade(confidence) };
      expect(now.notes).toBeLessThanOrEqual(before.notes);
      expect(now.fade).toBeGreaterThan(before.fade);
      before = now;
    }
  });

  it("has a word for each of its four steps", () => {
    expect([0.8, 0.6, 0.35, 0.34, 0].map((confidence) => words.certainty(confidence))).toEqual([
      { word: "sure", notes: 4 },
      { word: "fairly sure", notes: 3 },
      { word: "unsure", notes: 2 },
      { word: "a guess", notes: 1 },
      { word: "a guess", notes: 0 },
    ]);
  });

  it("stays drawable when a confidence leaves its range", () => {
    expect(words.fade(2)).toBeCloseTo(0.02);
    expect(words.fade(-1)).toBeCloseTo(0.4);
  });

  it("draws every attribute once, with what it means", () => {
    const names = words.ATTRIBUTES.map(({ name }) => name);
    expect(new Set(names).size).toBe(7);
    for (const { meaning } of words.ATTRIBUTES) expect(meaning).toMatch(/^[A-Z].+\.$/);
  });
});
