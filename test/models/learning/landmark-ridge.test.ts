import { describe, expect, it } from "vitest";
import { basis, fitRidge, layOut, rationalQuadratic } from "../../../models/learning/landmark-ridge.ts";
import { averagedLandmarks, distancesTo } from "../../../models/learning/landmarks.ts";
import { type Matrix, multiply, pickRows, rowOf } from "../../../models/learning/matrix.ts";
import { rSquared } from "../../../models/learning/metrics.ts";
import { mulberry32 } from "../../../models/learning/random.ts";

const ROWS = 40;
const random = mulberry32(9);
const inputs: Matrix = {
  rows: ROWS,
  columns: 2,
  data: Float64Array.from({ length: 2 * ROWS }, () => 4 * random() - 2),
};
/** A smooth bump that no straight line follows. */
const targets: Matrix = {
  rows: ROWS,
  columns: 1,
  data: Float64Array.from({ length: ROWS }, (_, r) => Math.exp(-(rowOf(inputs, r)[0]! ** 2)) - 0.5),
};
const landmarks = averagedLandmarks(inputs, 20, 3, mulberry32(1));
const between = distancesTo(landmarks, landmarks);
const solve = (rows: Matrix, truth: Matrix) =>
  fitRidge(layOut(rows, distancesTo(rows, landmarks), between, 1, 0.1), truth, 0.1);

describe("ridge regression on landmarks", () => {
  it("foretells each left-out row as a fit without it does", () => {
    const { leftOut } = solve(inputs, targets);
    for (const row of [0, 7, 39]) {
      const others = [...Array(ROWS).keys()].filter((other) => other !== row);
      const without = solve(pickRows(inputs, others), pickRows(targets, others));
      const alone = pickRows(inputs, [row]);
      const features = basis(alone, distancesTo(alone, landmarks), 1, 0.1);
      expect(leftOut.data[row]).toBeCloseTo(multiply(features, without.coefficients).data[0]!, 9);
    }
  });

  it("learns what is not linear", () => {
    expect(rSquared(targets.data, solve(inputs, targets).leftOut.data)).toBeGreaterThan(0.8);
  });

  it("has a kernel of 1 at distance 0 that falls with distance", () => {
    const kernel = rationalQuadratic({ rows: 1, columns: 3, data: Float64Array.of(0, 1, 100) }, 2);
    expect([...kernel.data]).toEqual([1, 1 / 3, 1 / 201]);
  });
});

describe("averaged landmarks", () => {
  it("never repeat a row, and lie amid the rows", () => {
    expect(landmarks.rows).toBe(20);
    const distances = distancesTo(landmarks, inputs);
    expect(Math.min(...distances.data)).toBeGreaterThan(0);
    for (const value of landmarks.data) expect(Math.abs(value)).toBeLessThan(2);
  });

  it("are as many as there are rows at most", () => {
    expect(averagedLandmarks(pickRows(inputs, [0, 1, 2]), 20, 3, mulberry32(1)).rows).toBe(3);
  });
});
