import { beforeEach, describe, expect, it } from "vitest";
import { lineLevels } from "../../../../src/audio/reference/line-levels.ts";
import { longSpectra } from "../../../../src/audio/reference/long-spectra.ts";
import { tonalKernel } from "../../../../src/audio/tonal/kernel.ts";
import { noise } from "./tones.ts";

const SAMPLES = 4096 + 3 * 1024;
const WINDOW = Float64Array.from({ length: 4096 }, (_, i) => Math.sin((Math.PI * i) / 4096) ** 2);
const sine = (hertz: number, amplitude: number) =>
  Float32Array.from({ length: SAMPLES }, (_, i) => amplitude * Math.sin((2 * Math.PI * hertz * i) / 11_025));

const SIGNALS: [string, Float32Array][] = [
  ["noise", noise(SAMPLES, 1)],
  ["faint noise", noise(SAMPLES, 2).map((sample) => sample / 30_000)],
  ["a sine", sine(440, 0.5)],
  ["a low sine and noise far below it", noise(SAMPLES, 3).map((x, i) => x / 1e5 + sine(55, 1)[i]!)],
  ["a click", new Float32Array(SAMPLES).fill(1, 5_000, 5_001)],
  ["what begins in the third frame", new Float32Array(SAMPLES).map((_, i) => (i > 6_000 ? 0.3 : 0))],
];

describe("the tonal kernel", () => {
  const { input, levels, spectrum, measure } = tonalKernel();
  const hear = (samples: Float32Array) => {
    input.set(samples);
    measure();
  };
  beforeEach(() => hear(noise(SAMPLES, 9)));

  it.each(SIGNALS)("has the spectra of the reference in every bin: %s", (_, samples) => {
    hear(samples);
    for (const [lane, row] of longSpectra(samples, WINDOW, 1024, 4).entries()) {
      const loudest = Math.sqrt(row.reduce((a, b) => Math.max(a, b)));
      row.forEach((power, bin) => {
        // f32 storage (the smallest numbers have no bits to spare), and f64 rounding noise 300 dB below the loudest bin.
        const allowed = 1e-6 * Math.sqrt(power) + 1e-14 * loudest + 1e-21;
        const error = Math.abs(Math.sqrt(spectrum[4 * bin + lane]!) - Math.sqrt(power));
        if (!(error <= allowed)) expect.fail(`frame ${lane}, bin ${bin}: ${error} is above ${allowed}`);
      });
    }
  });

  it.each(SIGNALS)("rounds the levels of the reference: %s", (_, samples) => {
    hear(samples);
    for (const [lane, row] of longSpectra(samples, WINDOW, 1024, 4).entries()) {
      lineLevels(row).forEach((level, line) => {
        const error = Math.abs(levels[lane * 252 + line]! - level);
        if (!(error < 0.5005)) expect.fail(`frame ${lane}, line ${line}: off by ${error}`);
      });
    }
  });

  it("hears a frame alike wherever it stands in its group", () => {
    const samples = noise(4096, 5);
    for (let lane = 0; lane < 4; lane++) {
      const group = noise(SAMPLES, 6 + lane);
      group.set(samples, lane * 1024);
      hear(group);
      const found = levels.slice(lane * 252, lane * 252 + 252);
      hear(Float32Array.from({ length: SAMPLES }, (_, i) => samples[i] ?? 0));
      expect(found).toEqual(levels.slice(0, 252));
    }
  });

  it("has the level 0 for silence and for what is no number, and 255 for what is too loud", () => {
    for (const value of [0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-30]) {
      hear(new Float32Array(SAMPLES).fill(value));
      expect(levels.every((level) => level === 0)).toBe(true);
    }
    hear(noise(SAMPLES, 4).map((sample) => 3e38 * sample));
    expect(levels.every((level) => level === 255)).toBe(true);
    expect(spectrum.every(Number.isFinite)).toBe(true);
  });
});
