import { expect } from "vitest";
import { type AudioFormat, analyse, DEFAULT_LIMITS, type TrackAnalysis } from "../../../src/audio/index.ts";
import { pieces } from "./decode/collect.ts";
import { unfinite } from "./finite.ts";

interface Interval {
  start: number;
  duration: number;
}

/** Seconds that rounding may cost. */
const TOLERANCE = 1e-3;

/** The whole analysis of a file in memory. */
export function analyseBytes(bytes: Uint8Array, format: AudioFormat = "wav"): Promise<TrackAnalysis> {
  return analyse(format, pieces(bytes), DEFAULT_LIMITS);
}

/**
 * Holds an analysis to what is true of every recording: no number is NaN or infinite, chances lie in 0 to 1, times within the
 * recording, intervals touch one another, and segments and sections cover all of it.
 */
export function expectSound(analysis: TrackAnalysis): void {
  const { seconds, rhythm, harmony, segments, sections, fades, voice } = analysis;
  const { key, chords, tuningCents } = harmony;
  expect(unfinite(analysis)).toEqual([]);
  for (const list of [rhythm.beats, rhythm.bars, rhythm.tatums, segments, sections, chords]) {
    expectInOrder(list, seconds);
  }
  for (const list of [segments, sections]) {
    expect(list[0]?.start).toBeCloseTo(0, 3);
    const last = list.at(-1)!;
    expect(last.start + last.duration).toBeCloseTo(seconds, 2);
  }
  expect(rhythm.onsets.every((time, i, all) => time >= (all[i - 1] ?? 0) && time <= seconds)).toBe(true);
  const chances = [
    ...[rhythm.beats, rhythm.bars, rhythm.tatums, segments, sections, chords].flat(),
    ...[rhythm.tempo, rhythm.timeSignature, key, voice.vocal, voice.speech],
    ...sections.flatMap((section) => [section.key, section.tempo]),
  ];
  expect(chances.filter(({ confidence }) => confidence < 0 || confidence > 1)).toEqual([]);
  for (const { key: tonic } of [key, ...sections.map((section) => section.key)]) {
    expect([-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]).toContain(tonic);
  }
  expect(Math.abs(tuningCents)).toBeLessThanOrEqual(50);
  expect(fades.endOfFadeIn).toBeGreaterThanOrEqual(0);
  expect(fades.startOfFadeOut).toBeLessThanOrEqual(seconds + TOLERANCE);
}

function expectInOrder(list: readonly Interval[], seconds: number): void {
  for (const [i, { start, duration }] of list.entries()) {
    const next = list[i + 1]?.start ?? start + duration;
    // Compared without `expect`, which is slow when asked a thousand times.
    if (!(start >= 0 && duration > 0 && start + duration <= seconds + TOLERANCE)) {
      throw new Error(`${start} + ${duration} s is not within ${seconds} s`);
    }
    if (Math.abs(start + duration - next) > TOLERANCE) {
      throw new Error(`an interval ends at ${start + duration} s, the next starts at ${next} s`);
    }
  }
}
