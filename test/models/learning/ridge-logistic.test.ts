import { describe, expect, test } from "vitest";
import { fromRows } from "../../../models/learning/matrix.ts";
import { chanceOf, fitLogistic } from "../../../models/learning/ridge-logistic.ts";
import { scoreVerdicts } from "../../../models/learning/verdicts.ts";

// biome-ignore format: pairs
const ROWS = [
  [1.62, -0.61], [-0.53, -1.07], [0.87, -2.3], [1.74, -0.76], [0.32, -0.25], [1.46, -2.06],
  [-0.32, -0.38], [1.13, -1.1], [-0.17, -0.88], [0.04, 0.58], [-1.1, 1.14], [0.9, 0.5],
];
const LABELS = [1, 0, 1, 1, 1, 1, 0, 1, 0, 0, 0, 1];

describe("ridge logistic regression", () => {
  test("agrees with scikit-learn (C = 1 / (penalty × rows))", () => {
    const { offset, weights } = fitLogistic(fromRows(ROWS), LABELS, 0.05);
    expect(weights[0]).toBeCloseTo(1.96733, 4);
    expect(weights[1]).toBeCloseTo(-0.342601, 4);
    expect(offset).toBeCloseTo(-0.626523, 4);
  });

  test("a row that counts twice is two rows", () => {
    const twice = fitLogistic(fromRows([...ROWS, ROWS[3]!]), [...LABELS, 1], 0.05 / 13);
    const importance = LABELS.map((_, i) => (i === 3 ? 2 : 1));
    const weighed = fitLogistic(fromRows(ROWS), LABELS, 0.05 / 12, importance);
    for (const [i, weight] of twice.weights.entries()) expect(weighed.weights[i]).toBeCloseTo(weight, 6);
  });

  test("stays finite when the rows can be told apart perfectly", () => {
    const model = fitLogistic(fromRows([[-1], [-2], [1], [2]]), [0, 0, 1, 1], 1e-3);
    expect(Number.isFinite(model.weights[0]!)).toBe(true);
    expect(chanceOf(model, Float64Array.of(2))).toBeGreaterThan(0.9);
  });
});

describe("scores of chances", () => {
  test("agree with scikit-learn, ties included", () => {
    const score = scoreVerdicts([0, 0, 1, 1, 1, 1, 0, 0], [0.1, 0.4, 0.35, 0.8, 0.4, 0.9, 0.6, 0.4]);
    expect(score.auc).toBeCloseTo(0.6875, 12);
    expect(score.brier).toBeCloseTo(0.1903125, 12);
    expect(score.accuracy).toBe(5 / 8);
    expect(score.count).toBe(8);
  });
});
