import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { fitRegressor } from "../../../models/attributes/fit.ts";
import { PORTS, writeModel } from "../../../models/attributes/graph.ts";
import { predict, type Regressor } from "../../../models/attributes/regressor.ts";
import { readTable, type TrainingTable } from "../../../models/attributes/table.ts";
import { type Matrix, multiply } from "../../../models/learning/matrix.ts";
import { GraphBuilder, modelFile } from "../../../models/onnx/graph.ts";
import { InferenceError, loadOnnxModel } from "../../../src/ai/onnx-session.ts";
import { syntheticTable } from "../../models/attributes/synthetic-table.ts";

const bufferOf = (bytes: Uint8Array) => bytes.slice().buffer as ArrayBuffer;

/** y = xA + b as an ONNX file. */
function affineModel(a: Matrix, b: Float64Array): ArrayBuffer {
  const graph = new GraphBuilder();
  graph.constant({ name: "a", type: "float", dims: [a.rows, a.columns], values: a.data });
  graph.constant({ name: "b", type: "float", dims: [1, a.columns], values: b });
  graph.node("Add", [graph.node("MatMul", ["x", "a"]), "b"], {}, "y");
  const ports = [
    [{ name: "x", type: "float", dims: ["n", a.rows] }],
    [{ name: "y", type: "float", dims: ["n", a.columns] }],
  ] as const;
  return bufferOf(modelFile(graph.finish("affine", ...ports), "test"));
}

const single = fc.float({ min: -8, max: 8, noNaN: true });
const numbers = (length: number) => fc.array(single, { minLength: length, maxLength: length });
const affine = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 4 }))
  .chain(([rows, inner, columns]) =>
    fc.record({
      x: numbers(rows * inner).map((data) => ({ rows, columns: inner, data: Float64Array.from(data) })),
      a: numbers(inner * columns).map((data) => ({ rows: inner, columns, data: Float64Array.from(data) })),
      b: numbers(columns).map((data) => Float64Array.from(data)),
    }),
  );

describe("a written graph", () => {
  it("computes in ONNX Runtime what it says", async () => {
    await fc.assert(
      fc.asyncProperty(affine, async ({ x, a, b }) => {
        const model = await loadOnnxModel(affineModel(a, b));
        const { y } = await model.run(Float32Array.from(x.data), x.columns);
        const product = multiply(x, a);
        expect(y).toHaveLength(product.data.length);
        for (const [i, value] of y!.entries()) {
          expect(Math.abs(value - (product.data[i]! + b[i % b.length]!))).toBeLessThan(1e-4);
        }
      }),
      { numRuns: 15, seed: 1 },
    );
  });
});

describe("loadOnnxModel", () => {
  it.each([
    ["nothing", new Uint8Array(0)],
    ["noise", Uint8Array.from({ length: 200 }, (_, i) => (i * 73) & 255)],
    [
      "half a model",
      new Uint8Array(
        affineModel({ rows: 1, columns: 1, data: Float64Array.of(1) }, Float64Array.of(0)),
      ).slice(0, 40),
    ],
  ])("refuses %s", async (_, bytes) => {
    await expect(loadOnnxModel(bufferOf(bytes))).rejects.toThrow(InferenceError);
  });

  it("refuses another number of columns and works on", async () => {
    const model = await loadOnnxModel(
      affineModel({ rows: 2, columns: 1, data: Float64Array.of(1, 10) }, Float64Array.of(0.5)),
    );
    await expect(model.run(new Float32Array(3), 3)).rejects.toThrow("does not take 3 columns");
    expect((await model.run(Float32Array.of(1, 2), 2)).y).toEqual(Float32Array.of(21.5));
  });
});

describe("the trainer's file", () => {
  let table: TrainingTable;
  let model: Regressor;
  beforeAll(() => {
    table = readTable(syntheticTable(60));
    model = fitRegressor(table.inputs, table.targets, 3);
  });

  it("predicts as the double-precision regressor, for familiar and for strange rows", async () => {
    const session = await loadOnnxModel(bufferOf(writeModel(model)));
    for (const factor of [1, 0, -1, 3]) {
      const rows = Float32Array.from(table.inputs.data, (value) => factor * value);
      const expected = predict(model, { ...table.inputs, data: Float64Array.from(rows) });
      const results = await session.run(rows, table.inputs.columns);
      const values = results[PORTS.values]!;
      const distances = results[PORTS.distance]!;
      for (const [i, value] of values.entries()) {
        expect(Math.abs(value - expected.values.data[i]!)).toBeLessThan(1e-5);
      }
      for (const [i, distance] of distances.entries()) {
        expect(Math.abs(distance - expected.distances[i]!) / expected.distances[i]!).toBeLessThan(1e-5);
      }
    }
  });
});
