import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { familiarity } from "../../../src/ai/familiarity.ts";

const scale = { median: 0.5, familiar: 1 };

describe("familiarity", () => {
  it("is whole within the data, falls beyond it and ends at 0", () => {
    expect(familiarity(0, scale)).toBe(1);
    expect(familiarity(1, scale)).toBe(1);
    expect(familiarity(1.5, scale)).toBeCloseTo(Math.exp(-1));
    expect(familiarity(Number.POSITIVE_INFINITY, scale)).toBe(0);
  });

  it("never rises with distance", () => {
    const distance = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(distance, distance, (a, b) => {
        expect(familiarity(Math.max(a, b), scale)).toBeLessThanOrEqual(familiarity(Math.min(a, b), scale));
      }),
      { numRuns: 100, seed: 1 },
    );
  });
});
