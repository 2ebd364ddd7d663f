import { describe, expect, it } from "vitest";
import { RealFft } from "../../../../src/audio/fourier/index.ts";
import { realFft } from "../../../../src/audio/reference/real-fft.ts";
import { noise } from "../spectral/signals.ts";

describe("fast power spectrum", () => {
  it.each([4, 8, 16, 32, 64, 512, 2048, 4096, 8192])(
    "of %i samples is the reference transform's",
    (length) => {
      const fft = new RealFft(length);
      const out = new Float64Array(length / 2 + 1);
      // Twice with one instance: nothing of the first may be left in its memory.
      for (const seed of [1, 2]) {
        const samples = noise(length, seed);
        const before = samples.slice();
        fft.powerSpectrum(samples, out);
        expect(samples).toEqual(before);
        const { real, imaginary } = realFft(samples);
        const largest = Math.max(...out);
        for (let k = 0; k <= length / 2; k++) {
          const error = Math.abs(out[k]! - (real[k]! ** 2 + imaginary[k]! ** 2));
          expect(error / largest).toBeLessThan(1e-13);
        }
      }
    },
  );

  it("takes f32 samples too", () => {
    const samples = Float32Array.from(noise(64, 3));
    const [a, b] = [new Float64Array(33), new Float64Array(33)];
    new RealFft(64).powerSpectrum(samples, a);
    new RealFft(64).powerSpectrum(Float64Array.from(samples), b);
    expect(a).toEqual(b);
  });

  it("puts a sine into its bin", () => {
    const samples = Float64Array.from({ length: 256 }, (_, n) => Math.sin((2 * Math.PI * 10 * n) / 256));
    const out = new Float64Array(129);
    new RealFft(256).powerSpectrum(samples, out);
    expect(out[10]).toBeCloseTo(128 ** 2, 8);
    expect(out.reduce((sum, x) => sum + x, 0)).toBeCloseTo(128 ** 2, 8);
  });

  it("refuses lengths and arrays that do not fit", () => {
    for (const length of [0, 1, 2, 3, 12, 100, 4.5, Number.NaN]) {
      expect(() => new RealFft(length)).toThrow(RangeError);
    }
    const fft = new RealFft(16);
    expect(() => fft.powerSpectrum(new Float64Array(15), new Float64Array(9))).toThrow(RangeError);
    expect(() => fft.powerSpectrum(new Float64Array(16), new Float64Array(8))).toThrow(RangeError);
  });
});
