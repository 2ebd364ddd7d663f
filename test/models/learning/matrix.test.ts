import { describe, expect, it } from "vitest";
import { cholesky, solveCholesky } from "../../../models/learning/cholesky.ts";
import {
  fromRows,
  type Matrix,
  multiply,
  pickRows,
  transposeMultiply,
  zeros,
} from "../../../models/learning/matrix.ts";
import { mulberry32 } from "../../../models/learning/random.ts";

function randomMatrix(rows: number, columns: number, seed: number): Matrix {
  return { rows, columns, data: Float64Array.from({ length: rows * columns }, mulberry32(seed)) };
}

describe("matrices", () => {
  it("multiply", () => {
    const a = fromRows([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const b = fromRows([[1], [0], [-1]]);
    expect([...multiply(a, b).data]).toEqual([-2, -2]);
    expect([...transposeMultiply(a, a).data]).toEqual([17, 22, 27, 22, 29, 36, 27, 36, 45]);
  });

  it("refuse shapes that do not fit", () => {
    const a = randomMatrix(2, 3, 1);
    expect(() => multiply(a, a)).toThrow("2x3 by 2x3");
    expect(() => transposeMultiply(a, zeros(3, 1))).toThrow(RangeError);
    expect(() => fromRows([[1], [1, 2]])).toThrow("row 1 has 2 columns");
  });

  it("pick rows as copies", () => {
    const a = randomMatrix(3, 2, 2);
    const picked = pickRows(a, [2, 0]);
    picked.data[0] = -1;
    expect(a.data[4]).not.toBe(-1);
    expect(picked.data[1]).toBe(a.data[5]);
  });
});

describe("the Cholesky factor", () => {
  it("solves a positive definite system for several right-hand sides", () => {
    const root = randomMatrix(12, 12, 5);
    const system = transposeMultiply(root, root);
    for (let i = 0; i < 12; i++) system.data[i * 13] = system.data[i * 13]! + 1;
    const truth = randomMatrix(12, 3, 6);
    const solved = solveCholesky(cholesky(system), multiply(system, truth));
    for (const [i, value] of solved.data.entries()) expect(value).toBeCloseTo(truth.data[i]!, 10);
  });

  it("refuses a matrix that is not positive definite", () => {
    const indefinite = fromRows([
      [1, 2],
      [2, 1],
    ]);
    expect(() => cholesky(indefinite)).toThrow("pivot 1");
  });
});
