import { describe, expect, it } from "vitest";
import { chroma } from "../../../../src/audio/reference/chroma.ts";
import { decibels } from "../../../../src/audio/reference/decibels.ts";
import { columnStatistics } from "../../../../src/audio/reference/matrix.ts";
import { onsetStrength } from "../../../../src/audio/reference/onset-strength.ts";
import { spectralBandwidth } from "../../../../src/audio/reference/spectral-bandwidth.ts";
import { spectralCentroid } from "../../../../src/audio/reference/spectral-centroid.ts";
import { spectralFlatness } from "../../../../src/audio/reference/spectral-flatness.ts";
import { spectralRolloff } from "../../../../src/audio/reference/spectral-rolloff.ts";
import { tonnetz } from "../../../../src/audio/reference/tonnetz.ts";
import { estimateTuning } from "../../../../src/audio/reference/tuning.ts";
import { zeroCrossingRate } from "../../../../src/audio/reference/zero-crossing-rate.ts";

const BIN_HERTZ = 22_050 / 2048;

function spectrum(values: Record<number, number>): Float64Array {
  return Float64Array.from({ length: 1025 }, (_, bin) => values[bin] ?? 0);
}

describe("descriptors of spectra whose values are known", () => {
  it("centroid, bandwidth and roll-off of two equal lines", () => {
    const row = [spectrum({ 100: 2, 300: 2 })];
    expect(spectralCentroid(row)[0]![0]).toBeCloseTo(200 * BIN_HERTZ, 9);
    expect(spectralBandwidth(row)[0]![0]).toBeCloseTo(100 * BIN_HERTZ, 9);
    expect(spectralRolloff(row)[0]![0]).toBeCloseTo(300 * BIN_HERTZ, 9);
    expect(spectralRolloff([spectrum({ 100: 9, 300: 1 })])[0]![0]).toBeCloseTo(100 * BIN_HERTZ, 9);
  });

  it("flatness is 1 for equal powers and nearly 0 for one line", () => {
    expect(spectralFlatness([new Float64Array(1025).fill(3)])[0]![0]).toBeCloseTo(1, 12);
    expect(spectralFlatness([spectrum({ 10: 1 })])[0]![0]).toBeLessThan(1e-6);
  });

  it("chroma of a line at A4 is strongest at A, the tenth class from C", () => {
    const profile = chroma([spectrum({ [Math.round(440 / BIN_HERTZ)]: 1 })], 0)[0]!;
    expect(profile.indexOf(1)).toBe(9);
  });

  it("tonnetz of one class lies on the three circles", () => {
    const axes = tonnetz([Float64Array.from({ length: 12 }, (_, c) => (c === 3 ? 0.5 : 0))])[0]!;
    const radius = (i: number) => Math.hypot(axes[2 * i]!, axes[2 * i + 1]!);
    expect([radius(0), radius(1), radius(2)]).toEqual([1, 1, 0.5].map((r) => expect.closeTo(r, 12)));
  });

  it("tuning is that of a peak between two bins", () => {
    const bin = Math.round(1000 / BIN_HERTZ);
    // A parabola whose top lies a quarter of a bin above `bin`
    const power = spectrum({ [bin - 1]: 2 - 1.5625, [bin]: 2 - 0.0625, [bin + 1]: 2 - 0.5625 });
    const semitones = 12 * Math.log2(((bin + 0.25) * BIN_HERTZ) / 440);
    expect(estimateTuning([power])).toBeCloseTo(
      Math.floor((semitones - Math.round(semitones)) * 100) / 100,
      9,
    );
    expect(estimateTuning([spectrum({})])).toBe(0);
  });

  it("onset strength is the mean rise, two frames late", () => {
    const level = (value: number) => new Float64Array(128).fill(value);
    const mel = [level(-10), level(-4), level(-8), level(-8), level(-8), level(-8)];
    expect(onsetStrength(mel).map((row) => row[0])).toEqual([0, 0, 0, 6, 0, 0]);
  });

  it("zero-crossing rate counts no change at the edges", () => {
    const negative = new Float32Array(4000).fill(-1);
    expect(zeroCrossingRate(negative).every((row) => row[0] === 0)).toBe(true);
    negative.fill(1, 2000);
    expect(zeroCrossingRate(negative)[4]![0]).toBe(1 / 2048);
  });

  it("decibels are cut off 80 dB below the largest of all frames", () => {
    expect(decibels([Float64Array.of(1, 1e-9), Float64Array.of(100, 1e-12)]).map((row) => [...row])).toEqual([
      [0, -60],
      [20, -60],
    ]);
  });

  it("statistics are those of the columns", () => {
    const { mean, std } = columnStatistics([Float64Array.of(1, 5), Float64Array.of(3, 5)]);
    expect([mean, std]).toEqual([
      [2, 5],
      [1, 0],
    ]);
  });
});
