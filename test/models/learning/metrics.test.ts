import { describe, expect, it } from "vitest";
import {
  mean,
  meanAbsoluteError,
  quantile,
  rSquared,
  standardDeviation,
} from "../../../models/learning/metrics.ts";

describe("metrics", () => {
  it("of perfect, mean and inverted predictions", () => {
    const truth = [1, 2, 3, 4];
    expect(rSquared(truth, truth)).toBe(1);
    expect(rSquared(truth, [2.5, 2.5, 2.5, 2.5])).toBe(0);
    expect(rSquared(truth, [4, 3, 2, 1])).toBe(-3);
    expect(rSquared([1, 1], [1, 1])).toBeNaN();
    expect(meanAbsoluteError(truth, [4, 3, 2, 1])).toBe(2);
  });

  it("mean, deviation and quantiles", () => {
    expect(mean([1, 2, 6])).toBe(3);
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBe(2);
    const values = [40, 10, 30, 20];
    expect([0, 0.25, 0.5, 1].map((share) => quantile(values, share))).toEqual([10, 17.5, 25, 40]);
    expect(values).toEqual([40, 10, 30, 20]);
  });
});
