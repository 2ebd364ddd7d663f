import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { refineTempo } from "../../../../src/audio/rhythm/refine-tempo.ts";

const FRAME_RATE = 22_050 / 512;

/** Pulses at a tempo, each spread over the two frames it falls between. */
function pulses(bpm: number, seconds: number): Float32Array {
  const envelope = new Float32Array(Math.round(seconds * FRAME_RATE));
  for (let at = 1; at < envelope.length - 1; at += (60 / bpm) * FRAME_RATE) {
    const frame = Math.floor(at);
    envelope[frame]! += 1 - (at - frame);
    envelope[frame + 1]! += at - frame;
  }
  return envelope;
}

describe("refineTempo", () => {
  it("finds a steady tempo within .3 % from up to 2 % beside it", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 60, max: 190 }),
        fc.double({ min: -0.02, max: 0.02, noNaN: true }),
        (bpm, off) => {
          const found = refineTempo(pulses(bpm, 20), FRAME_RATE, bpm * (1 + off));
          expect(Math.abs(found / bpm - 1)).toBeLessThan(0.003);
        },
      ),
      { numRuns: 40, seed: 1 },
    );
  });

  it("never leaves 3 % around what it was given, and changes nothing where there is nothing", () => {
    expect(refineTempo(new Float32Array(500), FRAME_RATE, 120)).toBe(120);
    expect(Math.abs(refineTempo(pulses(100, 20), FRAME_RATE, 117) / 117 - 1)).toBeLessThanOrEqual(0.03);
  });

  it("reads a minute of a long recording", () => {
    expect(refineTempo(pulses(123, 600), FRAME_RATE, 121)).toBeCloseTo(123, 0);
  });
});
