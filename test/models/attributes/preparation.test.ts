import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { INPUTS } from "../../../models/attributes/inputs.ts";
import { CHROMA, FEATURES, HARMONICS, prepare, WEIGHTS } from "../../../models/attributes/preparation.ts";
import { fromRows } from "../../../models/learning/matrix.ts";

const magnitudesOf = (chroma: number[]) =>
  prepare(fromRows([[...chroma, ...INPUTS.slice(CHROMA).map(() => 1)]])).data.slice(-HARMONICS);

describe("prepare", () => {
  it("is the same in every key", () => {
    const chroma = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: CHROMA,
      maxLength: CHROMA,
    });
    fc.assert(
      fc.property(chroma, fc.nat(CHROMA - 1), (pitches, steps) => {
        const moved = magnitudesOf([...pitches.slice(steps), ...pitches.slice(0, steps)]);
        for (const [k, magnitude] of magnitudesOf(pitches).entries())
          expect(moved[k]).toBeCloseTo(magnitude, 10);
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  it("tells a whole-tone scale from a chromatic cluster", () => {
    const whole = magnitudesOf([1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0]);
    expect(whole[6]).toBeCloseTo(6);
    const all = magnitudesOf(new Array(CHROMA).fill(1));
    expect(all[0]).toBeCloseTo(12);
    for (const magnitude of all.slice(1)) expect(magnitude).toBeCloseTo(0);
  });

  it("gives silence finite features, one weight each", () => {
    const features = prepare(fromRows([INPUTS.map(() => 0)]));
    expect(features.columns).toBe(FEATURES);
    expect(WEIGHTS.every((weight) => weight > 0)).toBe(true);
    for (const value of features.data) expect(Number.isFinite(value)).toBe(true);
  });
});
