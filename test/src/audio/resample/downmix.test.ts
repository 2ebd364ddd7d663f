import { describe, expect, it } from "vitest";
import { downmix } from "../../../../src/audio/resample/downmix.ts";
import { noise } from "../loudness/signals.ts";

const sampleRate = 44_100;

describe("downmix", () => {
  it("is the f32 mean of two channels, to the bit", () => {
    const [left, right] = [noise(1_001, 1, 1), noise(1_001, 1, 2)];
    const expected = left.map((sample, i) => Math.fround(Math.fround(sample + right[i]!) / 2));
    expect(downmix({ channels: [left, right], sampleRate })).toEqual(expected);
  });

  it.each([1, 3, 6, 8])("is the mean of %i channels", (count) => {
    const channels = Array.from({ length: count }, (_, c) => noise(500, 1, c));
    const mono = downmix({ channels, sampleRate });
    for (let i = 0; i < 500; i++) {
      const mean = channels.reduce((sum, channel) => sum + channel[i]!, 0) / count;
      expect(mono[i]).toBeCloseTo(mean, 6);
    }
  });

  it("returns a new array for mono, too", () => {
    const channel = noise(100);
    const mono = downmix({ channels: [channel], sampleRate });
    expect(mono).toEqual(channel);
    expect(mono).not.toBe(channel);
  });

  it("counts non-finite samples as 0 and does not overflow", () => {
    const left = Float32Array.of(Number.NaN, Infinity, -Infinity, 3e38, 1);
    const right = Float32Array.of(1, 1, 1, 3e38, Number.NaN);
    const mono = downmix({ channels: [left, right], sampleRate });
    expect(mono).toEqual(Float32Array.of(0.5, 0.5, 0.5, 3e38, 0.5));
    expect(downmix({ channels: [left], sampleRate })).toEqual(Float32Array.of(0, 0, 0, 3e38, 1));
  });

  it("mixes an empty block to an empty array", () => {
    expect(downmix({ channels: [new Float32Array(0), new Float32Array(0)], sampleRate })).toHaveLength(0);
  });
});
