import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimateTempo } from "../../../../src/audio/rhythm/index.ts";
import { clickTrack, FRAME_RATE, randomNumbers } from "./click-tracks.ts";

function tempoOf(envelope: Float32Array) {
  return estimateTempo(envelope, FRAME_RATE);
}

/** Common time, played by hand in a noisy room. */
function unsteady(bpm: number) {
  const accent = (beat: number) => (beat % 4 === 0 ? 1 : 0.6);
  return clickTrack({ bpm, accent, jitter: 0.008, noise: 0.15, seed: bpm });
}

describe("estimateTempo on clicks", () => {
  it.each(Array.from({ length: 18 }, (_, i) => 50 + 10 * i))(
    "finds %d bpm within a hundredth, and is sure",
    (bpm) => {
      const estimate = tempoOf(clickTrack({ bpm }));
      expect(Math.abs(estimate.bpm! / bpm - 1)).toBeLessThan(0.01);
      expect(estimate.confidence).toBeGreaterThan(0.7);
    },
  );

  it.each([70, 92, 118, 137])("finds %d bpm within a hundredth under jitter, noise and accents", (bpm) => {
    const estimate = tempoOf(unsteady(bpm));
    expect(Math.abs(estimate.bpm! / bpm - 1)).toBeLessThan(0.01);
  });

  // Few people tap this slowly or this fast, so that noise makes the octave a guess; the answer must own up to it.
  it.each([
    [62, 124],
    [153, 76.5],
    [174, 87],
    [196, 98],
  ])("names both %d bpm and %d when noise leaves the octave open", (bpm, octave) => {
    const { bpm: best, alternative, confidence } = tempoOf(unsteady(bpm));
    const named = [best!, alternative!.bpm].sort((a, b) => a - b);
    for (const [i, expected] of [bpm, octave].sort((a, b) => a - b).entries()) {
      expect(Math.abs(named[i]! / expected - 1)).toBeLessThan(0.01);
    }
    expect(confidence).toBeLessThan(0.9);
  });

  it("prefers the beat over its weaker subdivision, and names a multiple as the alternative", () => {
    const envelope = clickTrack({ bpm: 200, accent: (i) => (i % 2 === 0 ? 1 : 0.2), noise: 0.05 });
    const estimate = tempoOf(envelope);
    expect(Math.abs(estimate.bpm! / 100 - 1)).toBeLessThan(0.01);
    expect(estimate.alternative!.confidence).toBeLessThan(estimate.confidence);
  });

  it("lets the beat activation decide between a pulse and its half", () => {
    const pulse = clickTrack({ bpm: 168, accent: (i) => (i % 2 === 0 ? 1 : 0.75), noise: 0.3, jitter: 0.01 });
    const oddsAt = (bpm: number) => clickTrack({ bpm, noise: 0.05 }).map((value) => value / 2 - 4);
    const chance = (activation: Float32Array, bpm: number) => {
      const { bpm: best, confidence, alternative } = estimateTempo(pulse, FRAME_RATE, pulse, activation);
      if (Math.abs(best! / bpm - 1) < 0.02) return confidence;
      return alternative && Math.abs(alternative.bpm / bpm - 1) < 0.02 ? alternative.confidence : 0;
    };
    expect(chance(oddsAt(168), 168)).toBeGreaterThan(chance(oddsAt(84), 168));
    expect(chance(oddsAt(84), 84)).toBeGreaterThan(chance(oddsAt(168), 84));
  });

  it("works at another frame rate", () => {
    const coarse = clickTrack({ bpm: 100 });
    const doubled = Float32Array.from({ length: 2 * coarse.length }, (_, i) => (i % 2 ? 0 : coarse[i / 2]!));
    expect(Math.abs(estimateTempo(doubled, 2 * FRAME_RATE).bpm! / 100 - 1)).toBeLessThan(0.01);
  });
});

describe("estimateTempo where there is no tempo", () => {
  const noTempo = { bpm: null, confidence: 0, alternative: null };
  it.each([
    ["no frames", new Float32Array(0)],
    ["one frame", new Float32Array([3])],
    ["one second of clicks", clickTrack({ bpm: 240, seconds: 1 })],
    ["silence", new Float32Array(1293)],
    ["a constant", new Float32Array(1293).fill(2)],
    ["the ripple of a steady tone", clickTrack({ bpm: 179 }).map((value) => value / 1000)],
    ["one click", Float32Array.from({ length: 1293 }, (_, i) => Number(i === 300))],
    ["not a number", new Float32Array(1293).fill(Number.NaN)],
    ["infinity", Float32Array.from({ length: 1293 }, (_, i) => (i % 20 ? 0 : Number.POSITIVE_INFINITY))],
  ])("answers null for %s", (_, envelope) => {
    expect(tempoOf(envelope)).toEqual(noTempo);
  });

  it.each([1, 2, 3, 4, 5])("is unsure about noise %d", (seed) => {
    const random = randomNumbers(seed);
    const estimate = tempoOf(Float32Array.from({ length: 1293 }, random));
    expect(estimate.confidence).toBeLessThan(0.4);
  });

  it("ignores a silent bass", () => {
    const envelope = clickTrack({ bpm: 120 });
    expect(estimateTempo(envelope, FRAME_RATE, new Float32Array(envelope.length))).toEqual(tempoOf(envelope));
  });
});

describe("estimateTempo in general", () => {
  it("does not depend on the envelope's scale, as long as there is more than the ripple of a tone", () => {
    fc.assert(
      fc.property(fc.integer({ min: 50, max: 220 }), fc.integer({ min: -2, max: 12 }), (bpm, exponent) => {
        const envelope = clickTrack({ bpm, noise: 0.2, jitter: 0.01, seconds: 12 });
        const one = tempoOf(envelope);
        const other = tempoOf(envelope.map((value) => value * 2 ** exponent));
        expect(other.bpm).toBeCloseTo(one.bpm!, 6);
        expect(other.confidence).toBeCloseTo(one.confidence, 6);
      }),
      { numRuns: 20, seed: 1 },
    );
  });

  it("answers finite numbers within range for any envelope", () => {
    const value = fc.float({ min: 0, max: 1000, noNaN: true });
    fc.assert(
      fc.property(
        fc.float32Array({ minLength: 0, maxLength: 600, min: 0, max: 1000, noNaN: true }),
        value,
        (e, offset) => {
          const { bpm, confidence, alternative } = tempoOf(e.map((x) => x + offset));
          for (const rated of [{ bpm, confidence }, alternative]) {
            if (rated === null || rated.bpm === null) continue;
            expect(rated.bpm).toBeGreaterThan(29);
            expect(rated.bpm).toBeLessThan(302);
            expect(rated.confidence).toBeGreaterThanOrEqual(0);
            expect(rated.confidence).toBeLessThanOrEqual(1);
          }
        },
      ),
      { numRuns: 50, seed: 2 },
    );
  });
});
