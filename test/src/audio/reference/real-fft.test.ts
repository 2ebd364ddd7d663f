import { describe, expect, it } from "vitest";
import { realFft } from "../../../../src/audio/reference/real-fft.ts";
import { noise } from "../spectral/signals.ts";

describe("real Fourier transform", () => {
  it("is the sum that defines it", () => {
    const samples = noise(64, 1);
    const { real, imaginary } = realFft(samples);
    expect(real.length).toBe(33);
    for (let bin = 0; bin <= 32; bin++) {
      const angle = (n: number) => (-2 * Math.PI * bin * n) / 64;
      expect(real[bin]).toBeCloseTo(
        samples.reduce((sum, x, n) => sum + x * Math.cos(angle(n)), 0),
        11,
      );
      expect(imaginary[bin]).toBeCloseTo(
        samples.reduce((sum, x, n) => sum + x * Math.sin(angle(n)), 0),
        11,
      );
    }
  });

  it("keeps the energy (Parseval)", () => {
    const samples = noise(2048, 2);
    const { real, imaginary } = realFft(samples);
    const power = (bin: number) => real[bin]! ** 2 + imaginary[bin]! ** 2;
    let energy = power(0) + power(1024);
    for (let bin = 1; bin < 1024; bin++) energy += 2 * power(bin);
    expect(energy / 2048).toBeCloseTo(
      samples.reduce((sum, x) => sum + x * x, 0),
      8,
    );
  });
});
