import { describe, expect, it } from "vitest";
import { referenceTruePeak } from "../../../../src/audio/loudness/reference.ts";
import { oversampling } from "../../../../src/audio/loudness/true-peak-filter.ts";
import { measure, noise } from "./signals.ts";

/** A sine of `frequency` cycles a sample that fades in and out, so that its ends add no peak of their own. */
function fadedSine(frequency: number, degrees: number, amplitude: number, length = 8_192): Float32Array {
  const phase = (degrees * Math.PI) / 180;
  return Float32Array.from({ length }, (_, n) => {
    const fade = Math.min(1, n / 1_000, (length - 1 - n) / 1_000);
    return amplitude * fade * Math.sin(2 * Math.PI * frequency * n + phase);
  });
}

describe("true peak", () => {
  it.each([
    [15, 1 / 4, 0, 0.5, -6],
    [16, 1 / 4, 45, 0.5, -6],
    [17, 1 / 6, 60, 0.5, -6],
    [18, 1 / 8, 67.5, 0.5, -6],
    [19, 1 / 4, 45, 1.41, 3],
  ])("of EBU Tech 3341 case %i", (_, frequency, degrees, amplitude, expected) => {
    const channel = fadedSine(frequency, degrees, amplitude);
    const { truePeak } = measure([channel, channel]);
    expect(truePeak).toBeGreaterThan(expected - 0.4);
    expect(truePeak).toBeLessThan(expected + 0.2);
  });

  it("is within 0.2 dB for any sine up to 0.9 of the Nyquist frequency at 44.1 kHz", () => {
    for (let f = 0.05; f <= 0.45; f += 0.02) {
      for (let degrees = 0; degrees < 180; degrees += 30) {
        const { truePeak } = measure([fadedSine(f, degrees, 0.5)], 44_100);
        expect(Math.abs(truePeak! - 20 * Math.log10(0.5)), `${f} cycles a sample`).toBeLessThan(0.2);
      }
    }
  });

  it.each([8_000, 22_050, 48_000, 96_000, 176_400, 192_000])(
    "agrees with the f64 reference at %i Hz",
    (rate) => {
      // A burst in a quiet surrounding: most blocks are left out of the search, the right one must not be.
      for (let seed = 1; seed <= 5; seed++) {
        const channel = noise(6_000, 0.02, seed);
        const at = 1_000 + 611 * seed;
        channel.set(noise(40, 0.7, seed + 10), at);
        const reference = 20 * Math.log10(referenceTruePeak(channel, rate));
        expect(measure([channel], rate).truePeak).toBeCloseTo(reference, 4);
      }
    },
  );

  it.each([0, 1, 31, 32, 33, 2_047, 2_048, 2_049])(
    "finds a peak between the last samples of %i and more",
    (lead) => {
      // Two equal samples: the waveform between them reaches 4 / pi times as far.
      const channel = new Float32Array(lead + 2);
      channel.fill(0.5, lead);
      const { truePeak } = measure([channel]);
      expect(truePeak).toBeCloseTo(20 * Math.log10(referenceTruePeak(channel, 48_000)), 5);
      expect(truePeak! - 20 * Math.log10(0.5)).toBeGreaterThan(1.9);
    },
  );

  it("is the same backwards", () => {
    const channel = noise(5_000, 0.9, 7);
    expect(measure([channel.slice().reverse()]).truePeak).toBeCloseTo(measure([channel]).truePeak!, 5);
  });

  it("never lies under the sample peak, and equals it where nothing is interpolated", () => {
    const channel = noise(5_000, 0.9, 9);
    const high = measure([channel], 192_000);
    expect(high.truePeak).toBe(high.samplePeak);
    expect(measure([channel], 96_000).truePeak!).toBeGreaterThan(high.samplePeak!);
  });

  it("oversamples at least as the recommendation asks", () => {
    for (const rate of [8_000, 22_050, 44_100, 48_000, 88_200, 96_000])
      expect(oversampling(rate)).toBeGreaterThanOrEqual(4);
    expect(oversampling(176_400)).toBe(2);
    expect(oversampling(192_000)).toBe(1);
  });
});
