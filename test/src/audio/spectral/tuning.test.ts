import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PeakList, TUNING_EDGES, tuningCell } from "../../../../src/audio/spectral/tuning.ts";

const BIN_HERTZ = 22_050 / 2048;

function listOf(peaks: { hertz: number; power: number }[]): PeakList {
  const list = new PeakList();
  for (const { hertz, power } of peaks) list.add(Float32Array.of(9, hertz / BIN_HERTZ, power), 1, 1);
  return list;
}

describe("tuning", () => {
  it("is 0 without peaks", () => {
    expect(new PeakList().tuning()).toBe(0);
  });

  it("is the fullest cent of the louder half", () => {
    const sharp = 440 * 2 ** (0.255 / 12);
    const flat = 440 * 2 ** (-0.305 / 12);
    const loud = [1, 2, 3].map((octave) => ({ hertz: sharp * octave, power: 5 })).slice(0, 2);
    const faint = [1, 2, 4, 8].map((octave) => ({ hertz: flat * octave, power: 1 }));
    expect(listOf([...faint, ...loud.slice(0, 1)]).tuning()).toBeCloseTo(-0.31, 9);
    expect(listOf([...faint.slice(0, 2), ...loud]).tuning()).toBeCloseTo(0.25, 9);
  });

  it("takes the mean of the two middle powers as median of an even number", () => {
    const peaks = [1, 2, 3, 4].map((power) => ({ hertz: 440 * 2 ** ((0.1 * power + 0.005) / 12), power }));
    // 2.5: only the powers 3 and 4 count, and of equally full cells the lowest stands
    expect(listOf(peaks).tuning()).toBeCloseTo(0.3, 9);
  });

  it("does not depend on the order of the peaks", () => {
    const peak = fc.record({
      hertz: fc.double({ min: 150, max: 4000, noNaN: true }),
      power: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(peak, { minLength: 1, maxLength: 60 }), (peaks) => {
        expect(listOf(peaks.toReversed()).tuning()).toBe(listOf(peaks).tuning());
      }),
      { numRuns: 100, seed: 3 },
    );
  });

  it("grows with as many peaks as come", () => {
    const list = new PeakList();
    const pairs = new Float32Array(20_000).map((_, i) =>
      i % 2 === 0 ? (440 * 2 ** (0.115 / 12)) / BIN_HERTZ : 1,
    );
    for (let i = 0; i < 5; i++) list.add(pairs, 0, 10_000);
    expect(list.tuning()).toBeCloseTo(0.11, 9);
  });

  it("assigns every deviation to the cell whose edges enclose it", () => {
    fc.assert(
      fc.property(fc.double({ min: -0.5, max: 0.4999, noNaN: true }), (deviation) => {
        const cell = tuningCell(deviation);
        expect(TUNING_EDGES[cell]!).toBeLessThanOrEqual(deviation);
        expect(TUNING_EDGES[cell + 1]!).toBeGreaterThan(deviation);
      }),
      { numRuns: 500, seed: 4 },
    );
    for (let i = 0; i < 100; i++) expect(tuningCell(TUNING_EDGES[i]!)).toBe(i);
    expect(tuningCell(0.5)).toBe(0);
  });
});
