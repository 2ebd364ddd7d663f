import { describe, expect, it } from "vitest";
import { estimateTimeSignature, type TempoEstimate } from "../../../../src/audio/rhythm/index.ts";
import { barEvidence } from "../../../../src/audio/rhythm/time-signature.ts";
import { clickTrack, FRAME_RATE } from "./click-tracks.ts";

const certain = (bpm: number): TempoEstimate => ({ bpm, confidence: 1, alternative: null });

/** Clicks whose first of every `metre` is loud. */
function bars(metre: number, bpm: number) {
  return clickTrack({ bpm, accent: (beat) => (beat % metre === 0 ? 1 : 0.25), noise: 0.02 });
}

describe("estimateTimeSignature", () => {
  it.each([90, 120, 180])("tells a waltz from common time at %d bpm", (bpm) => {
    const waltz = estimateTimeSignature(bars(3, bpm), FRAME_RATE, certain(bpm));
    const common = estimateTimeSignature(bars(4, bpm), FRAME_RATE, certain(bpm));
    expect([waltz.beats, common.beats]).toEqual([3, 4]);
    expect(waltz.confidence).toBeGreaterThan(0.6);
    expect(common.confidence).toBeGreaterThan(0.9);
  });

  it.each([5, 7])("finds bars of %d beats when they are plain", (metre) => {
    expect(estimateTimeSignature(bars(metre, 180), FRAME_RATE, certain(180)).beats).toBe(metre);
  });

  it("takes bars of two for bars of four", () => {
    expect(estimateTimeSignature(bars(2, 120), FRAME_RATE, certain(120)).beats).toBe(4);
  });

  it("answers four, and how common four is, when all clicks are equal", () => {
    // A whole number of frames a beat: otherwise the sampling itself would accent some clicks.
    const bpm = (60 * FRAME_RATE) / 24;
    const { beats, confidence } = estimateTimeSignature(clickTrack({ bpm }), FRAME_RATE, certain(bpm));
    expect(beats).toBe(4);
    expect(confidence).toBeCloseTo(0.84, 1);
  });

  it("is no surer than the tempo allows", () => {
    const doubtful = { ...certain(120), confidence: 0.1 };
    expect(estimateTimeSignature(bars(4, 120), FRAME_RATE, doubtful).confidence).toBeLessThanOrEqual(0.2);
  });

  it("answers four with no confidence without a tempo or without onsets", () => {
    const unknown = { beats: 4, confidence: 0 };
    const noTempo = { bpm: null, confidence: 0, alternative: null };
    expect(estimateTimeSignature(bars(3, 120), FRAME_RATE, noTempo)).toEqual(unknown);
    expect(estimateTimeSignature(new Float32Array(1293), FRAME_RATE, certain(120))).toEqual(unknown);
    expect(estimateTimeSignature(new Float32Array(0), FRAME_RATE, certain(120))).toEqual(unknown);
  });

  it("copes with a recording shorter than a bar", () => {
    const { beats } = estimateTimeSignature(clickTrack({ bpm: 60, seconds: 2 }), FRAME_RATE, certain(60));
    expect(beats).toBe(4);
  });
});

describe("barEvidence", () => {
  it("is near 1 when only whole bars repeat, 0 when all beats are alike and negative when bars do not", () => {
    expect(barEvidence([0, 0, 1, 0, 0, 1], 3)).toBeGreaterThan(0.9);
    expect(barEvidence([0.4, 0.4, 0.4, 0.4], 3)).toBeCloseTo(0, 12);
    expect(barEvidence([0.5, 0.5, 0, 0.5], 3)).toBeLessThan(0);
  });

  it("is 0 when no bar fits", () => {
    expect(barEvidence([0.5, 0.5], 3)).toBe(0);
    expect(barEvidence([], 4)).toBe(0);
  });
});
