import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noise, sine } from "../loudness/signals.ts";
import { codesOf, judge, tune } from "./judge.ts";

const RATE = 44_100;
const clippedAt = (samples: Float32Array, limit: number) =>
  samples.map((x) => Math.max(-limit, Math.min(limit, x)));
const sixteenBits = (samples: Float32Array) =>
  samples.map((x) => Math.max(-1, Math.min(32_767 / 32_768, Math.round(x * 32_768) / 32_768)));

describe("clipping", () => {
  it("finds waves cut off at full scale, and where", () => {
    const samples = tune(20).map((x, n) => (n > 5 * RATE && n < 7 * RATE ? 9 * x : x));
    const quality = judge([sixteenBits(clippedAt(samples, 1))]);
    const { clipping } = quality;
    expect(clipping.fullScaleRuns).toBeGreaterThan(100);
    expect(clipping.fullScaleSamples).toBeGreaterThan(3 * clipping.fullScaleRuns);
    expect(clipping.regions).toHaveLength(1);
    expect(clipping.regions[0]!.startSeconds).toBe(5);
    expect(clipping.regions[0]!.endSeconds).toBeLessThanOrEqual(7);
    expect(codesOf(quality)).toContain("clipping");
    expect(quality.score.value).toBeLessThan(85);
  });

  it("finds waves that were cut off and then turned down", () => {
    const { clipping } = judge([
      sixteenBits(
        clippedAt(
          tune(10).map((x) => 4 * x),
          0.7,
        ).map((x) => x * 0.6),
      ),
    ]);
    expect(clipping.fullScaleRuns).toBe(0);
    expect(clipping.flatTopRuns).toBeGreaterThan(100);
    expect(clipping.regions.length).toBeGreaterThan(0);
  });

  it("counts samples beyond full scale, as lossy decoders give them", () => {
    const { clipping } = judge([tune(5).map((x) => 5 * x)]);
    expect(clipping.fullScaleRuns).toBeGreaterThan(50);
  });

  it.each([
    ["a peak that just fits", [sixteenBits(sine([{ level: 0, seconds: 4 }], RATE, 997))]],
    ["a low note of 16 bits", [sixteenBits(sine([{ level: -1, seconds: 4 }], RATE, 30))]],
    ["noise", [sixteenBits(noise(4 * RATE, 0.99))]],
    ["music", [sixteenBits(tune(4)), sixteenBits(tune(4, RATE, 1))]],
    ["an offset", [new Float32Array(4 * RATE).fill(0.5)]],
    ["silence", [new Float32Array(4 * RATE)]],
  ])("lets %s be", (_, channels) => {
    const { clipping } = judge(channels);
    expect(clipping.fullScaleRuns + clipping.flatTopRuns).toBe(0);
    expect(clipping.share).toBe(0);
    expect(clipping.regions).toEqual([]);
  });

  it("counts what a reading of the whole recording counts, wherever frames of 20 ms meet", () => {
    const stretch = fc.record({
      level: fc.constantFrom(0, 0.05, 0.3, 0.99, 32_767 / 32_768, 1, -0.3, -1),
      held: fc.integer({ min: 1, max: 9 }),
      apart: fc.integer({ min: 0, max: 170 }),
    });
    fc.assert(
      fc.property(fc.array(stretch, { minLength: 1, maxLength: 40 }), (stretches) => {
        const samples = Float32Array.from(
          stretches.flatMap(({ level, held, apart }) => [
            ...Array.from({ length: apart }, (_, i) => 0.2 * Math.sin(0.37 * i + level)),
            ...new Array<number>(held).fill(level),
          ]),
        );
        const { clipping } = judge([samples], 8_000, 101);
        const runs = overRuns(samples);
        expect(clipping.fullScaleRuns).toBe(runs.length);
        expect(clipping.fullScaleSamples).toBe(runs.reduce((sum, length) => sum + length, 0));
        expect(clipping.flatTopSamples).toBe(flatSamples(samples));
      }),
      { numRuns: 300, seed: 11 },
    );
  });
});

/** Lengths of the runs of at least three samples at full scale, of one sign. */
function overRuns(samples: Float32Array): number[] {
  const lengths: number[] = [];
  let length = 0;
  for (let i = 0; i <= samples.length; i++) {
    const isOver = Math.abs(samples[i] ?? 0) >= 32_767 / 32_768;
    if (isOver && length > 0 && Math.sign(samples[i]!) === Math.sign(samples[i - 1]!)) length++;
    else {
      if (length >= 3) lengths.push(length);
      length = isOver ? 1 : 0;
    }
  }
  return lengths;
}

/** Samples of flat tops: four or more equal ones below full scale, entered or left by a corner, within .3 dB of the peak. */
function flatSamples(samples: Float32Array): number {
  const peak = samples.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
  let count = 0;
  for (let start = 0, end = 0; start < samples.length; start = end) {
    while (end < samples.length && samples[end] === samples[start]) end++;
    const level = Math.abs(samples[start]!);
    if (end - start < 4 || end - start > 160 || level < 0.1 || level >= 32_767 / 32_768) continue;
    const into = level - Math.abs(samples[start - 1] ?? 0);
    // At the end of the recording nothing follows.
    const outOf = end < samples.length ? level - Math.abs(samples[end]!) : 0;
    if (into < 0 || outOf < 0 || Math.max(into, outOf) < 0.01 * level) continue;
    const step = Math.round((-20 * Math.log10(level)) / 0.1);
    if (step <= Math.max(0, Math.round((-20 * Math.log10(peak) + 0.3) / 0.1))) count += end - start;
  }
  return count;
}
