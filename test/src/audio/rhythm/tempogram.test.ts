import { describe, expect, it } from "vitest";
import { FourierTransform } from "../../../../src/audio/rhythm/fourier.ts";
import { accentsOf } from "../../../../src/audio/rhythm/onset-accents.ts";
import { sampleAt, tempogramOf } from "../../../../src/audio/rhythm/tempogram.ts";
import { clickTrack, FRAME_RATE, randomNumbers } from "./click-tracks.ts";

describe("FourierTransform", () => {
  it("agrees with the sum that defines it", () => {
    const random = randomNumbers(3);
    const input = Array.from({ length: 16 }, () => [random() - 0.5, random() - 0.5] as const);
    const real = Float64Array.from(input, ([r]) => r);
    const imaginary = Float64Array.from(input, ([, i]) => i);
    new FourierTransform(16).forward(real, imaginary);
    for (let k = 0; k < 16; k++) {
      let r = 0;
      let i = 0;
      for (const [n, [a, b]] of input.entries()) {
        const angle = (-2 * Math.PI * k * n) / 16;
        r += a * Math.cos(angle) - b * Math.sin(angle);
        i += a * Math.sin(angle) + b * Math.cos(angle);
      }
      expect(real[k]).toBeCloseTo(r, 12);
      expect(imaginary[k]).toBeCloseTo(i, 12);
    }
  });

  it.each([0, 1, 3, 12, -4, 2.5])("refuses a length of %d", (length) => {
    expect(() => new FourierTransform(length)).toThrow(RangeError);
  });
});

describe("tempogramOf", () => {
  const tempogram = tempogramOf(accentsOf(clickTrack({ bpm: 120 }), FRAME_RATE), FRAME_RATE)!;
  const beat = FRAME_RATE / 2;

  it("repeats itself after whole beats and not between", () => {
    expect(tempogram.autocorrelation[0]).toBeCloseTo(1, 6);
    for (const beats of [1, 2, 5])
      expect(sampleAt(tempogram.autocorrelation, beats * beat)).toBeGreaterThan(0.85);
    for (const beats of [0.5, 1.5])
      expect(sampleAt(tempogram.autocorrelation, beats * beat)).toBeLessThan(0.1);
  });

  it("has its strongest line at a multiple of the beat's frequency and none at half of it", () => {
    const at = (hertz: number) => sampleAt(tempogram.spectrum, hertz / tempogram.resolution);
    expect(at(2)).toBeGreaterThan(20 * at(1));
    expect(at(4)).toBeGreaterThan(20 * at(3));
  });

  it("is the autocorrelation that its definition says, where one frame holds all", () => {
    const random = randomNumbers(8);
    const accents = Float64Array.from({ length: 400 }, () => random() - 0.5);
    const { autocorrelation } = tempogramOf(accents, FRAME_RATE)!;
    const energy = accents.reduce((sum, value) => sum + value * value, 0);
    for (const lag of [0, 1, 2, 57, 100, 399]) {
      let sum = 0;
      for (let i = 0; i + lag < accents.length; i++) sum += accents[i]! * accents[i + lag]!;
      expect(autocorrelation[lag]).toBeCloseTo(((sum / energy) * 400) / Math.max(400 - lag, 100), 10);
    }
  });

  it("is null without energy", () => {
    expect(tempogramOf(new Float64Array(1293), FRAME_RATE)).toBeNull();
  });
});

describe("sampleAt", () => {
  const curve = Float64Array.from([0, 1, 4, 9, 16]);
  it("reads the samples themselves, a smooth curve between them and nothing outside", () => {
    expect(sampleAt(curve, 3)).toBe(9);
    expect(sampleAt(curve, 1.5)).toBeCloseTo(2.25, 12);
    expect([sampleAt(curve, -0.1), sampleAt(curve, 5), sampleAt(curve, Number.NaN)]).toEqual([0, 0, 0]);
  });
});
