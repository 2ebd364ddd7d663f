import { describe, expect, test } from "vitest";
import { type Section, type Sound, sectionsOf } from "../../../../src/audio/structure/index.ts";
import { repetitionNovelty } from "../../../../src/audio/structure/repetition.ts";
import { sectionUnits } from "../../../../src/audio/structure/section-units.ts";
import { notes, ODD_SOUNDS, RATE, soundOf, whiteNoise } from "./sounds.ts";

/** Verse, chorus, verse, chorus of 15 s each: other notes, faster, louder, with noise for drums. */
function song(): Float32Array {
  const verse = notes(15, 0.6, (n) => 165 * 2 ** ([0, 3, 7, 3][n % 4]! / 12)).map((x) => 0.5 * x);
  const hiss = whiteNoise(15);
  const chorus = notes(15, 0.3, (n) => 294 * 2 ** ([0, 4, 9, 5][n % 4]! / 12)).map(
    (x, i) => x + 0.1 * hiss[i]! * Math.exp(-(i % (0.3 * RATE)) / 2000),
  );
  const out = new Float32Array(60 * RATE);
  for (const [i, part] of [verse, chorus, verse, chorus].entries()) out.set(part, i * 15 * RATE);
  return out;
}

function expectSections(sections: readonly Section[], seconds: number): void {
  let end = 0;
  for (const { start, duration, confidence } of sections) {
    expect(start).toBeCloseTo(end, 9);
    end = start + duration;
    expect(duration).toBeGreaterThan(0);
    expect(confidence).toBeGreaterThanOrEqual(0);
    expect(confidence).toBeLessThanOrEqual(1);
  }
  expect(end).toBeCloseTo(seconds, 9);
}

/** Frames of nothing in particular for as long as one likes, in parts of a minute with bands of their own. */
function longSound(seconds: number): Sound {
  const frameRate = 22_050 / 512;
  const frames = Math.floor(seconds * frameRate);
  const part = (frame: number) => Math.floor(frame / frameRate / 60) % 3;
  return {
    frames,
    frameRate,
    seconds,
    mel: Float32Array.from(
      { length: frames * 24 },
      (_, i) => ((i % 24) % 3 === part(i / 24) ? 10 : -10) + (i % 7),
    ),
    chroma: Float32Array.from({ length: frames * 12 }, (_, i) => ((i % 12) % 3 === part(i / 12) ? 1 : 0.2)),
    rms: new Float32Array(frames).fill(0.1),
    onsetEnvelope: Float32Array.from({ length: frames }, (_, i) => (i % 20 === 0 ? 10 : 1)),
  };
}

describe("sections", () => {
  test("begin where verse and chorus change", () => {
    const sound = soundOf(song());
    const sections = sectionsOf(sound, []);
    expectSections(sections, 60);
    expect(sections).toHaveLength(4);
    for (const [i, { start, confidence }] of sections.entries()) {
      expect(Math.abs(start - 15 * i)).toBeLessThan(1);
      expect(confidence).toBeGreaterThan(0.6);
    }
  });

  test("are the same at half and at double level", () => {
    const plain = sectionsOf(soundOf(song()), []).map(({ start }) => start);
    for (const gain of [0.5, 2]) {
      expect(sectionsOf(soundOf(song().map((x) => gain * x)), []).map(({ start }) => start)).toEqual(plain);
    }
  });

  test("begin with bars where bars are known", () => {
    const bars = Array.from({ length: 30 }, (_, i) => 0.2 + 2 * i);
    const starts = sectionsOf(soundOf(song()), bars).map(({ start }) => start);
    expect(starts.length).toBeGreaterThan(2);
    for (const start of starts.slice(1)) expect(bars).toContain(start);
    // Bars that are nowhere near change nothing.
    expect(sectionsOf(soundOf(song()), [0.5, 59.5])).toHaveLength(4);
  });

  test("of 20 minutes are found on no more units than bounded memory allows", () => {
    const sound = longSound(1200);
    expect(sectionUnits(sound, { chroma: 1, colour: 1, level: 1, density: 1 }).count).toBe(1200);
    const sections = sectionsOf(sound, []);
    expectSections(sections, 1200);
    const hits = Array.from({ length: 19 }, (_, i) => 60 * (i + 1)).filter((at) =>
      sections.some(({ start }) => Math.abs(start - at) <= 3),
    );
    expect(hits.length).toBeGreaterThanOrEqual(17);
    expect(sections.length).toBeLessThanOrEqual(24);
  });

  test("repetition tells where one of two equal verses ends and the other begins", () => {
    // 40 units that occur twice in a row, between 40 others on both sides; every unit is like its repetition only.
    const tags = [0, 1, 1, 2].flatMap((part) => Array.from({ length: 40 }, (_, i) => 40 * part + i));
    const count = tags.length;
    const background = whiteNoise((count * count) / RATE, 3).map(Math.abs);
    const similarity = Float32Array.from({ length: count * count }, (_, i) =>
      tags[Math.floor(i / count)] === tags[i % count] ? 1 : 0.3 * background[i]!,
    );
    const novelty = repetitionNovelty(similarity, count, 4, 8);
    const highest = novelty.indexOf(Math.max(...novelty));
    expect(Math.abs(highest - 80)).toBeLessThanOrEqual(3);
    expect(novelty[80]).toBeGreaterThan(1.25 * novelty[60]!);
    expect(novelty[80]).toBeGreaterThan(1.25 * novelty[100]!);
  });

  test.each(Object.keys(ODD_SOUNDS))("of %s: one, or unsure ones", (name) => {
    const sound = soundOf(ODD_SOUNDS[name]!());
    const sections = sectionsOf(sound, []);
    expectSections(sections, sound.seconds);
    if (name === "silence") expect(sections).toEqual([{ start: 0, duration: 20, confidence: 0 }]);
    else expect(sections.length, JSON.stringify(sections)).toBeLessThanOrEqual(name === "noise" ? 2 : 1);
  });

  test("an empty recording has none", () => {
    const empty = new Float32Array(0);
    expect(
      sectionsOf(
        { frames: 0, frameRate: 43, seconds: 0, mel: empty, chroma: empty, rms: empty, onsetEnvelope: empty },
        [],
      ),
    ).toEqual([]);
  });
});
