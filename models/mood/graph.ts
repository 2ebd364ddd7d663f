import { type Matrix, rowOf, zeros } from "../learning/matrix.ts";
import { GraphBuilder, modelFile } from "../onnx/graph.ts";
import {
  matrixConstant,
  rowConstant,
  writeDistances,
  writeLayout,
  writeNearest,
  writePoints,
  writeStandardizer,
} from "../onnx/preparation.ts";
import { INPUTS, LAYOUT } from "./inputs.ts";
import { LINEAR, type MoodRegressor } from "./regressor.ts";

/**
 * Writes a regressor as an ONNX file: `descriptors`, float32 [n, INPUTS] in the order of INPUTS, to `values`, float32 [n, EMOTIONS]
 * within 0 … 1, and `distance`, float32 [n], as `predictMood` defines them.
 */
export function writeModel({ standardizer, landmarks, heads }: MoodRegressor): Uint8Array {
  const graph = new GraphBuilder();
  const features = writeLayout(graph, "descriptors", LAYOUT);
  const { standard, clipped } = writeStandardizer(graph, features, standardizer);
  const points = writePoints(graph, "landmarks", landmarks);
  writeNearest(graph, writeDistances(graph, standard, points), "distance");
  const distances = writeDistances(graph, clipped, points);
  const weightsOf = (rows: number, from: number, scale: (head: (typeof heads)[number]) => number): Matrix => {
    const weights = zeros(rows, heads.length);
    for (const [target, head] of heads.entries()) {
      for (let i = 0; i < rows; i++) rowOf(weights, i)[target] = head.coefficients[from + i]! * scale(head);
    }
    return weights;
  };
  const linear = weightsOf(landmarks.columns, landmarks.rows, () => LINEAR);
  let sums = graph.node("MatMul", [clipped, matrixConstant(graph, "linear", linear)]);
  rowConstant(graph, "unit", [1]);
  const gammas = [...new Set(heads.map((head) => head.gamma))].sort((a, b) => a - b);
  for (const [index, gamma] of gammas.entries()) {
    const weights = weightsOf(landmarks.rows, 0, (head) => (head.gamma === gamma ? 1 : 0));
    const widened = graph.node("Mul", [distances, rowConstant(graph, `gamma${index}`, [gamma])]);
    const kernel = graph.node("Reciprocal", [graph.node("Add", [widened, "unit"])]);
    const part = graph.node("MatMul", [kernel, matrixConstant(graph, `weights${index}`, weights)]);
    sums = graph.node("Add", [sums, part]);
  }
  const offsets = rowConstant(
    graph,
    "offsets",
    heads.map((head) => head.offset),
  );
  const shares = graph.node("Add", [sums, offsets]);
  const positive = graph.node("Max", [shares, rowConstant(graph, "zero", [0])]);
  graph.node("Min", [positive, "unit"], {}, "values");
  const finished = graph.finish(
    "mood",
    [{ name: "descriptors", type: "float", dims: ["n", INPUTS.length] }],
    [
      { name: "values", type: "float", dims: ["n", heads.length] },
      { name: "distance", type: "float", dims: ["n"] },
    ],
  );
  return modelFile(finished, "descant");
}
