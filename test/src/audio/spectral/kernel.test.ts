import { describe, expect, it } from "vitest";
import { decibels } from "../../../../src/audio/reference/decibels.ts";
import { melSpectrogram } from "../../../../src/audio/reference/mel-spectrogram.ts";
import { powerSpectrogram } from "../../../../src/audio/reference/power-spectrogram.ts";
import { SpectralKernel } from "../../../../src/audio/spectral/kernel.ts";
import { disagreement } from "./agreement.ts";
import { GOLDEN_SIGNALS, noise, sine } from "./signals.ts";

/** The middle frames of a signal, four of them, as the kernel and as the reference see them. */
function fourSpectra(signal: Float32Array) {
  const kernel = new SpectralKernel();
  const frame = 8;
  const start = frame * 512 - 1024;
  kernel.floats.set(signal.subarray(start, start + 3 * 512 + 2048), kernel.index("inputSamples"));
  kernel.call.powerSpectrum(kernel.address("inputSamples"), kernel.address("scratchSpectrum"));
  return { kernel, expected: powerSpectrogram(signal).slice(frame, frame + 4) };
}

function lane(kernel: SpectralKernel, index: number, rows: number, lane: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => kernel.floats[index + row * 4 + lane]!);
}

describe("power spectrum", () => {
  it.each([
    ["noise", () => Float32Array.from(noise(20_000, 20))],
    ["a sine", () => sine(440, 20_000)],
    ["a chirp", GOLDEN_SIGNALS.chirp!],
  ])("of %s is right to the last bits of f32 in every bin, however faint", (_, make) => {
    const { kernel, expected } = fourSpectra(make());
    expected.forEach((row, frame) => {
      const actual = lane(kernel, kernel.index("scratchSpectrum"), 1025, frame);
      const loudest = row.reduce((a, b) => Math.max(a, b));
      actual.forEach((power, bin) => {
        // f32 storage, and f64 rounding noise 300 dB below the loudest bin
        const allowed = 1e-6 * Math.sqrt(row[bin]!) + 1e-15 * Math.sqrt(loudest);
        expect(Math.abs(Math.sqrt(power) - Math.sqrt(row[bin]!)), `bin ${bin}`).toBeLessThan(allowed);
      });
    });
  });

  it("is silenced in the lanes that hold no frame", () => {
    const { kernel } = fourSpectra(Float32Array.from(noise(20_000, 21)));
    const spectrum = kernel.index("scratchSpectrum");
    kernel.call.keepLanes(kernel.address("scratchSpectrum"), 3);
    expect(lane(kernel, spectrum, 1025, 2).every((power) => power > 0)).toBe(true);
    expect(lane(kernel, spectrum, 1025, 3).every((power) => power === 0)).toBe(true);
  });
});

describe("mel power", () => {
  it("agrees with the reference, in decibels too, and its peak is remembered until forgotten", () => {
    const { kernel, expected } = fourSpectra(GOLDEN_SIGNALS.chord!());
    const mel = kernel.pool.allocate();
    kernel.call.melPower(kernel.address("scratchSpectrum"), mel);
    const reference = melSpectrogram(expected);
    const peak = Math.max(...reference.flatMap((row) => [...row]));
    expect(kernel.call.melPeak()).toBeCloseTo(peak, 3);
    kernel.call.toDecibels(mel, 10 * Math.log10(peak) - 80);
    decibels(reference).forEach((row, frame) => {
      expect(disagreement(lane(kernel, mel >> 2, 128, frame), row)).toBeLessThan(1e-6);
    });
    kernel.call.forgetMelPeak();
    expect(kernel.call.melPeak()).toBe(0);
  });
});

describe("samples", () => {
  it("are cleaned in place", () => {
    const kernel = new SpectralKernel();
    const input = kernel.index("inputSamples");
    const samples = [
      Number.NaN,
      0.5,
      Number.POSITIVE_INFINITY,
      -1e9,
      Number.NEGATIVE_INFINITY,
      70_000,
      -0.25,
      1e-42,
    ];
    kernel.floats.set(samples, input);
    kernel.call.clean(kernel.address("inputSamples"), samples.length);
    const expected = Float32Array.of(0, 0.5, 0, -65_536, 0, 65_536, -0.25, 1e-42);
    expect(kernel.floats.slice(input, input + 8)).toEqual(expected);
  });

  it("cross zero where signs differ; zero and what is nearly zero are positive", () => {
    const kernel = new SpectralKernel();
    const count = (samples: number[]) => {
      kernel.floats.set(samples, kernel.index("inputSamples"));
      return kernel.call.crossings(kernel.address("inputSamples"), samples.length);
    };
    expect(count([1])).toBe(0);
    expect(count([1, -1])).toBe(1);
    expect(count([0, -1, -0, -1e-11, 1, -1])).toBe(3);
    expect(count([-1, 1, -1, 1, -1, 1, -1, 1, -1, 1])).toBe(9);
  });

  it("have the energy of their squares", () => {
    const kernel = new SpectralKernel();
    kernel.floats.set([1, 2, 3, 4, 5, 6, 7, 8], kernel.index("inputSamples"));
    expect(kernel.call.energy(kernel.address("inputSamples"), 8)).toBe(204);
  });
});

describe("peaks", () => {
  it("are interpolated to a small part of a bin", () => {
    const { kernel } = fourSpectra(sine(1000, 20_000));
    const found = kernel.call.findPeaks(kernel.address("scratchSpectrum"));
    const peaks = kernel.index("peakValues");
    expect(found).toBe(4);
    for (let i = 0; i < found; i++) {
      expect(Math.abs((kernel.floats[peaks + 2 * i]! * 22_050) / 2048 - 1000)).toBeLessThan(1.5);
    }
  });

  it("below 150 Hz and from 4 kHz on do not count", () => {
    for (const hertz of [100, 4200]) {
      const { kernel } = fourSpectra(sine(hertz, 20_000));
      expect(kernel.call.findPeaks(kernel.address("scratchSpectrum"))).toBe(0);
    }
  });
});
