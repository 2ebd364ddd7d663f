import { describe, expect, it } from "vitest";
import { fingerprintKernel } from "../../../../src/audio/fingerprint/kernel.ts";
import { classPowers } from "../../../../src/audio/reference/class-powers.ts";
import { longSpectra } from "../../../../src/audio/reference/long-spectra.ts";
import { noise } from "../tonal/tones.ts";

const SAMPLES = 4096 + 3 * 1365;
const WINDOW = Float64Array.from(
  { length: 4096 },
  (_, i) => (0.54 - 0.46 * Math.cos((2 * Math.PI * i) / 4095)) / 32_767,
);
const { input, classes, fold } = fingerprintKernel();

function fourRows(samples: Float32Array): Float64Array[] {
  input.set(samples);
  fold();
  return [0, 1, 2, 3].map((lane) => Float64Array.from({ length: 12 }, (_, k) => classes[4 * k + lane]!));
}

describe("the fingerprint kernel", () => {
  it.each([
    ["noise", noise(SAMPLES, 1)],
    ["noise of a few steps", noise(SAMPLES, 2).map((sample) => sample / 10_000)],
    ["halves of steps", noise(SAMPLES, 3).map((sample) => (Math.floor(sample * 20) + 0.5) / 32_768)],
    ["what is too loud", noise(SAMPLES, 4).map((sample) => 3 * sample)],
    ["a note", Float32Array.from({ length: SAMPLES }, (_, i) => 0.4 * Math.sin(i / 4))],
  ])("has the powers of the reference: %s", (_, samples) => {
    const steps = samples.map((x) => Math.max(-32_768, Math.min(32_767, Math.round(32_768 * x))));
    const rows = fourRows(samples);
    for (const [lane, power] of longSpectra(steps, WINDOW, 1365, 4).entries()) {
      const expected = classPowers(power);
      expected.forEach((value, k) => {
        expect(Math.abs(rows[lane]![k]! / value - 1), `frame ${lane}, class ${k}`).toBeLessThan(3e-6);
      });
    }
  });

  it("hears nothing in silence, in what is no number, and in less than half a step", () => {
    for (const value of [0, Number.NaN, 0.49 / 32_768, -0.49 / 32_768]) {
      for (const row of fourRows(new Float32Array(SAMPLES).fill(value)))
        expect(row).toEqual(new Float64Array(12));
    }
  });

  it("stays finite for infinite and for huge samples", () => {
    const samples = noise(SAMPLES, 5).map((sample, i) => (i % 3 === 0 ? sample / 0 : 3e38 * sample));
    for (const row of fourRows(samples)) {
      expect(row.every((power) => Number.isFinite(power) && power > 0)).toBe(true);
    }
  });
});
