import { describe, expect, it } from "vitest";
import { besselI0, kaiser, kaiserBeta, kaiserLength, sinc } from "../../../../src/audio/resample/kaiser.ts";

describe("besselI0", () => {
  it.each([
    [0, 1],
    [1, 1.2660658777520084],
    [5, 27.239871823604442],
    [10, 2815.716628466254],
    [20, 43558282.55955353],
  ])("of %d is the tabulated value", (x, value) => {
    expect(besselI0(x) / value).toBeCloseTo(1, 13);
  });
});

describe("the Kaiser window", () => {
  it("is 1 in the middle, 1 / I0(beta) at the ends and 0 outside", () => {
    expect(kaiser(0, 8)).toBe(1);
    expect(kaiser(1, 8)).toBeCloseTo(1 / besselI0(8), 15);
    expect(kaiser(-0.3, 8)).toBe(kaiser(0.3, 8));
    expect(kaiser(1.001, 8)).toBe(0);
  });

  it("follows the textbook's design formulas in all three ranges", () => {
    expect(kaiserBeta(60)).toBeCloseTo(5.653, 3);
    expect(kaiserBeta(40)).toBeCloseTo(3.395, 3);
    expect(kaiserBeta(20)).toBe(0);
    // Oppenheim & Schafer's example: 60 dB over 0.2 pi is 36.2 samples.
    expect(kaiserLength(60, 0.1)).toBeCloseTo(36.2, 1);
  });
});

describe("sinc", () => {
  it("is 1 at 0 and 0 at every other whole number", () => {
    expect(sinc(0)).toBe(1);
    expect(sinc(0.5)).toBeCloseTo(2 / Math.PI, 15);
    for (const n of [-3, -1, 1, 7]) expect(Math.abs(sinc(n))).toBeLessThan(1e-15);
  });
});
