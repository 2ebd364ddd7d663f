import { describe, expect, it } from "vitest";
import { scoreEvents } from "../../../../scripts/bench-accuracy/scores/events.ts";
import { detectOnsets, pickOnsets } from "../../../../src/audio/rhythm/onset-detector.ts";
import { clickTrack, FRAME_RATE, randomNumbers } from "./click-tracks.ts";
import { beatsBetween, heard, renderDrums } from "./drum-song.ts";

describe("detectOnsets", () => {
  it("finds every click of a noisy track once", () => {
    const onsets = detectOnsets(clickTrack({ bpm: 150, noise: 0.1, seconds: 20 }), FRAME_RATE);
    const clicks = Array.from({ length: 49 }, (_, i) => 0.1 + 0.4 * i);
    expect(scoreEvents(clicks, onsets, 0.05).recall).toBeGreaterThan(0.97);
  });

  it("finds the drums of real sound where they are", () => {
    const beats = beatsBetween(100, 100, 12);
    const { onsetEnvelope, frameRate } = heard(renderDrums({ beats, metre: 4, seconds: 12 }));
    expect(scoreEvents(beats, detectOnsets(onsetEnvelope, frameRate), 0.03).recall).toBeGreaterThan(0.9);
  });

  it.each([
    ["nothing", new Float32Array(0)],
    ["silence", new Float32Array(500)],
    ["a constant", new Float32Array(500).fill(3)],
    ["ripple", clickTrack({ bpm: 100 }).map((v) => v / 1000)],
    ["not a number", new Float32Array(500).fill(Number.NaN)],
  ])("finds none in %s", (_, envelope) => {
    expect(detectOnsets(envelope, FRAME_RATE)).toEqual([]);
  });

  it("answers ascending, finite times for noise", () => {
    const random = randomNumbers(3);
    const onsets = detectOnsets(
      Float32Array.from({ length: 2000 }, () => 10 * random()),
      FRAME_RATE,
    );
    for (const [i, onset] of onsets.entries()) expect(onset).toBeGreaterThan(onsets[i - 1] ?? -1e-9);
  });
});

describe("pickOnsets", () => {
  it("takes peaks above even odds, between frames", () => {
    const odds = new Float32Array(100).fill(-4);
    odds.set([-1, 2, 1], 20);
    odds.set([-3, -2, -3], 50);
    const onsets = pickOnsets(odds, 10);
    expect(onsets).toHaveLength(1);
    expect(onsets[0]).toBeGreaterThan(2.1);
    expect(onsets[0]).toBeLessThan(2.2);
  });
});
