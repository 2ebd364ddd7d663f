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
});
