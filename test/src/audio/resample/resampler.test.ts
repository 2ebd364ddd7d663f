import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AudioError } from "../../../../src/audio/pcm.ts";
import { referenceResample } from "../../../../src/audio/resample/reference.ts";
import { Resampler } from "../../../../src/audio/resample/resampler.ts";
import { noise } from "../loudness/signals.ts";

/** Resamples in pieces of the given lengths; what they leave over is pushed last. */
function resample(
  samples: Float32Array,
  source: number,
  target: number,
  lengths: number[] = [],
): Float32Array {
  const resampler = new Resampler(source, target);
  const parts: Float32Array[] = [];
  let start = 0;
  for (const length of lengths) {
    parts.push(resampler.push(samples.subarray(start, start + length)));
    start += length;
  }
  parts.push(resampler.push(samples.subarray(start)), resampler.finish());
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

// A half-band, plain decimation, fractions up and down, a ratio of many phases (interpolated), long filters.
const RATIOS = [
  [44_100, 22_050],
  [22_050, 11_025],
  [44_100, 11_025],
  [88_200, 22_050],
  [48_000, 22_050],
  [32_000, 22_050],
  [96_000, 22_050],
  [192_000, 22_050],
  [192_000, 11_025],
  [8_000, 22_050],
  [11_025, 22_050],
  [16_000, 22_050],
  [44_056, 22_050],
  [47_999, 22_050],
] as const;

describe("Resampler", () => {
  it.each(RATIOS)("agrees with the f64 definition from %i to %i Hz", (source, target) => {
    const input = noise(1_501, 1, source);
    const expected = referenceResample(input, source, target);
    const actual = resample(input, source, target);
    expect(actual).toHaveLength(expected.length);
    let largest = 0;
    for (const [n, value] of expected.entries()) largest = Math.max(largest, Math.abs(actual[n]! - value));
    expect(largest).toBeLessThan(1e-5);
  });

  it.each(RATIOS)("puts output n at n / rate seconds from %i to %i Hz", (source, target) => {
    const frequency = 700;
    const at = (n: number, rate: number) => Math.cos((2 * Math.PI * frequency * n) / rate);
    const output = resample(
      Float32Array.from({ length: 20_000 }, (_, n) => at(n, source)),
      source,
      target,
    );
    const margin = 500 + Math.ceil((1_000 * target) / source);
    for (let n = margin; n < output.length - margin; n += 7) {
      expect(Math.abs(output[n]! - at(n, target))).toBeLessThan(1e-4);
    }
  });

  it("returns ceil(n * target / source) samples for every length", () => {
    const lengths = [0, 1, 2, 3, 7, 8, 15, 16, 17, 100, 8_191, 8_192, 8_193, 20_001];
    for (const [source, target] of RATIOS) {
      for (const length of lengths) {
        const output = resample(noise(length), source, target);
        expect(output.length, `${length} at ${source} to ${target}`).toBe(
          Math.ceil((length * target) / source),
        );
      }
    }
  });

  it("gives the same bits however the stream is cut", () => {
    const input = noise(12_000, 1, 5);
    const bytes = (samples: Float32Array) => Buffer.from(samples.buffer);
    for (const [source, target] of RATIOS) {
      const whole = bytes(resample(input, source, target));
      const cuts = fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 8 });
      const check = fc.property(cuts, (lengths) => {
        expect(bytes(resample(input, source, target, lengths)).equals(whole)).toBe(true);
      });
      fc.assert(check, { numRuns: 6, seed: 1 });
    }
    const singles = Array.from({ length: 300 }, () => 1);
    expect(resample(input, 48_000, 22_050, singles)).toEqual(resample(input, 48_000, 22_050));
    expect(resample(input, 44_100, 22_050, singles)).toEqual(resample(input, 44_100, 22_050));
  });

  it("passes samples of the same rate through, in arrays of their own", () => {
    const input = noise(1_000);
    const resampler = new Resampler(22_050, 22_050);
    const output = resampler.push(input);
    expect(output).toEqual(input);
    expect(output.buffer).not.toBe(input.buffer);
    expect(resampler.finish()).toHaveLength(0);
  });

  it("returns arrays that later pushes leave alone", () => {
    const resampler = new Resampler(44_100, 22_050);
    const first = resampler.push(noise(5_000, 1, 1));
    const copy = first.slice();
    resampler.push(noise(5_000, 1, 2));
    expect(first).toEqual(copy);
  });

  it.each([...RATIOS, [22_050, 22_050]] as const)(
    "streams what it pushes, from %i to %i Hz",
    (source, target) => {
      const input = noise(20_000, 1, 7);
      const resampler = new Resampler(source, target);
      const streamed: number[] = [];
      for (let at = 0; at < input.length; at += 3_001) {
        resampler.stream(input.subarray(at, at + 3_001), (part) => streamed.push(...part));
      }
      streamed.push(...resampler.finish());
      expect(Float32Array.from(streamed)).toEqual(resample(input, source, target));
    },
  );

  it("keeps a constant, away from the ends", () => {
    for (const [source, target] of RATIOS) {
      const output = resample(new Float32Array(6_000).fill(0.5), source, target);
      expect(Math.abs(output[output.length >> 1]! - 0.5)).toBeLessThan(3e-5);
    }
  });

  it.each([0, -44_100, 44_100.5, Number.NaN, Number.POSITIVE_INFINITY, 500, 1e6])(
    "refuses a rate of %d",
    (rate) => {
      expect(() => new Resampler(rate, 22_050)).toThrow(AudioError);
      expect(() => new Resampler(22_050, rate)).toThrow(AudioError);
    },
  );
});
