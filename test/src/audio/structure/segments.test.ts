import { describe, expect, test } from "vitest";
import { type Segment, segmentsOf } from "../../../../src/audio/structure/index.ts";
import { notes, ODD_SOUNDS, signal, soundOf, strikes, tone, whiteNoise } from "./sounds.ts";

const melody = () => notes(12, 0.6, (n) => 220 * 2 ** ([0, 4, 7, 12][n % 4]! / 12));
const onsets = strikes(12, 0.6);

function expectSound(segments: readonly Segment[], seconds: number): void {
  expect(segments.length).toBeGreaterThan(0);
  let end = 0;
  for (const segment of segments) {
    expect(segment.start).toBeCloseTo(end, 9);
    end = segment.start + segment.duration;
    expect(segment.duration).toBeGreaterThan(0);
    expect(segment.confidence).toBeGreaterThanOrEqual(0);
    expect(segment.confidence).toBeLessThanOrEqual(1);
    expect(segment.loudnessMaxTime).toBeGreaterThanOrEqual(0);
    expect(segment.loudnessMaxTime).toBeLessThanOrEqual(segment.duration);
    for (const level of [segment.loudnessStart, segment.loudnessEnd]) {
      expect(level).toBeGreaterThanOrEqual(-60);
      expect(level).toBeLessThanOrEqual(100);
    }
    expect(segment.loudnessMax).toBeGreaterThanOrEqual(segment.loudnessStart);
    expect(Math.max(...segment.pitches)).toBe(1);
    expect(Math.min(...segment.pitches)).toBeGreaterThanOrEqual(0);
    expect(segment.pitches).toHaveLength(12);
    expect(segment.timbre).toHaveLength(12);
    expect(segment.timbre.every(Number.isFinite)).toBe(true);
  }
  expect(end).toBeCloseTo(seconds, 9);
}

describe("segments", () => {
  test("begin with the onsets and touch one another from 0 to the end", () => {
    const sound = soundOf(melody());
    const segments = segmentsOf(sound, onsets);
    expectSound(segments, sound.seconds);
    expect(segments.map(({ start }) => start)).toEqual([0, ...onsets]);
    for (const segment of segments.slice(1)) {
      expect(segment.confidence).toBeGreaterThan(0.5);
      expect(segment.loudnessMaxTime).toBeLessThan(0.1);
    }
  });

  test("hold the pitch class of their note", () => {
    const segments = segmentsOf(soundOf(melody()), onsets).slice(1);
    for (const [n, { pitches }] of segments.entries()) {
      expect(pitches.indexOf(1), `note ${n}`).toBe([9, 1, 4, 9][n % 4]);
      expect(pitches.filter((value) => value > 0.5).length, `note ${n}`).toBeLessThanOrEqual(3);
    }
  });

  test("of noise have all pitch classes high, of a sine few", () => {
    const noisy = segmentsOf(soundOf(whiteNoise(2)), [])[0]!;
    expect(Math.min(...noisy.pitches)).toBeGreaterThan(0.6);
    const pure = segmentsOf(soundOf(signal(2, (t) => 0.5 * tone(440, t))), [])[0]!;
    expect(pure.pitches.filter((value) => value > 0.3)).toHaveLength(1);
  });

  test("have levels in decibels below full scale", () => {
    const sound = soundOf(signal(2, (t) => (t < 1 ? 0.5 : 0.05) * tone(440, t)));
    const [loud, quiet] = segmentsOf(sound, [1]);
    // Root mean square of a sine of amplitude .5: -9.03 dB.
    expect(loud!.loudnessMax).toBeCloseTo(-9.03, 1);
    expect(quiet!.loudnessEnd).toBeLessThan(-25);
    expect(loud!.loudnessEnd).toBeCloseTo(quiet!.loudnessStart, 9);
  });

  test("6 dB of gain moves the levels and the first coefficient by 6, and nothing else", () => {
    const quiet = segmentsOf(soundOf(melody()), onsets);
    const loud = segmentsOf(soundOf(melody().map((x) => 2 * x)), onsets);
    const gain = 20 * Math.log10(2);
    for (const [i, segment] of loud.entries()) {
      const before = quiet[i]!;
      expect(segment.confidence).toBeCloseTo(before.confidence, 4);
      for (const [c, value] of segment.pitches.entries()) expect(value).toBeCloseTo(before.pitches[c]!, 4);
      if (i === 0) continue; // Silence before the first note: its level has a floor.
      expect(segment.loudnessMax - before.loudnessMax).toBeCloseTo(gain, 4);
      expect(segment.timbre[0]! - before.timbre[0]!).toBeCloseTo(gain, 2);
      for (let k = 1; k < 12; k++) expect(segment.timbre[k]).toBeCloseTo(before.timbre[k]!, 2);
    }
  });

  test("long ones are cut where the sound changes, or evenly where it does not", () => {
    const changing = soundOf(signal(4, (t) => 0.4 * tone(t < 1.4 ? 300 : 2500, t)));
    const starts = segmentsOf(changing, []).map(({ start }) => start);
    expect(starts.some((start) => Math.abs(start - 1.4) < 0.1)).toBe(true);
    const steady = segmentsOf(soundOf(ODD_SOUNDS.sine!()), []);
    expect(Math.max(...steady.map(({ duration }) => duration))).toBeLessThanOrEqual(2.5);
    for (const { confidence } of steady.slice(1)) expect(confidence).toBeLessThan(0.1);
  });

  test("onsets outside, at the edges, or too close together are no segments", () => {
    const sound = soundOf(melody());
    const segments = segmentsOf(sound, [-1, 0, 0.01, 0.3, 0.33, 0.36, 11.99, 12, 50, Number.NaN]);
    expectSound(segments, sound.seconds);
    expect(segments.filter(({ start }) => start > 0.2 && start < 0.4)).toHaveLength(1);
    expect(segments.at(-1)!.start).toBeLessThan(11.9);
  });

  test.each(Object.keys(ODD_SOUNDS))("of %s are sensible", (name) => {
    const sound = soundOf(ODD_SOUNDS[name]!());
    const segments = segmentsOf(sound, []);
    expectSound(segments, sound.seconds);
    if (name === "silence") {
      for (const segment of segments) {
        expect(segment.confidence).toBe(0);
        expect(segment.loudnessMax).toBe(-60);
        expect(segment.pitches.every((value) => value === 1)).toBe(true);
        expect(segment.timbre.slice(1).every((value) => Math.abs(value) < 1e-3)).toBe(true);
      }
    }
  });

  test("an empty recording has none", () => {
    const empty = new Float32Array(0);
    const nothing = {
      frames: 0,
      frameRate: 43,
      seconds: 0,
      mel: empty,
      chroma: empty,
      rms: empty,
      onsetEnvelope: empty,
    };
    expect(segmentsOf(nothing, [1])).toEqual([]);
  });
});
