import { describe, expect, it } from "vitest";
import { Resampler } from "../../../../src/audio/resample/resampler.ts";

/** Level in dB of what a sine of amplitude 1 leaves, as the RMS of the settled middle against a sine's. */
function level(
  frequency: number,
  source: number,
  target: number,
  band?: { pass: number; stop: number },
): number {
  const resampler = new Resampler(source, target, band);
  const input = Float32Array.from({ length: 12_000 }, (_, n) =>
    Math.sin((2 * Math.PI * frequency * n) / source),
  );
  const output = [...resampler.push(input), ...resampler.finish()];
  const margin = Math.ceil((1_600 * target) / source) + 100;
  const settled = output.slice(margin, -margin);
  // A Hann window keeps the unfinished last period of low frequencies from counting.
  let power = 0;
  let total = 0;
  for (const [n, value] of settled.entries()) {
    const weight = Math.sin((Math.PI * (n + 0.5)) / settled.length) ** 2;
    power += weight * value * value;
    total += weight;
  }
  return 10 * Math.log10((2 * power) / total);
}

const RATIOS = [
  [44_100, 22_050],
  [48_000, 22_050],
  [192_000, 22_050],
  [44_100, 11_025],
  [47_999, 22_050],
  [16_000, 22_050],
] as const;

describe("the resampler's response", () => {
  it.each(RATIOS)(
    "is flat within 0.1 dB up to 0.91 of the lower Nyquist frequency from %i to %i Hz",
    (source, target) => {
      const nyquist = Math.min(source, target) / 2;
      for (let share = 0.02; share <= 0.91; share += 0.04) {
        expect(Math.abs(level(share * nyquist, source, target)), `at ${share}`).toBeLessThan(0.1);
      }
      expect(Math.abs(level(0.91 * nyquist, source, target))).toBeLessThan(0.1);
    },
  );

  it.each(RATIOS.slice(0, 5))("is 90 dB down from it on, from %i to %i Hz", (source, target) => {
    const nyquist = target / 2;
    for (let f = nyquist; f < source / 2; f += 0.037 * source) {
      expect(level(f, source, target), `${f} Hz`).toBeLessThan(-90);
    }
    expect(level(nyquist, source, target)).toBeLessThan(-90);
  });

  it("keeps to a band that it is given: flat below, 90 dB down above", () => {
    const band = { pass: 0.75, stop: 1.25 };
    for (let share = 0.05; share <= 0.75; share += 0.05) {
      expect(Math.abs(level(share * 5_512, 22_050, 11_025, band)), `at ${share}`).toBeLessThan(0.001);
    }
    for (let f = 1.25 * 5_512.5; f < 11_025; f += 400) {
      expect(level(f, 22_050, 11_025, band), `${f} Hz`).toBeLessThan(-90);
    }
    // Between the two it is not: the transition is as wide as it may be.
    expect(level(1.1 * 5_512, 22_050, 11_025, band)).toBeGreaterThan(-90);
  });

  it("leaves no image above the old Nyquist frequency when the rate rises", () => {
    const resampler = new Resampler(8_000, 22_050);
    const input = Float32Array.from({ length: 8_000 }, (_, n) => Math.sin((2 * Math.PI * 1_000 * n) / 8_000));
    const output = [...resampler.push(input), ...resampler.finish()].slice(2_000, 20_000);
    for (const [n, value] of output.entries()) {
      const expected = Math.sin((2 * Math.PI * 1_000 * (n + 2_000)) / 22_050);
      expect(Math.abs(value - expected)).toBeLessThan(10 ** (-90 / 20));
    }
  });
});
