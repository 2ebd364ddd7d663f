import { multiply, rowOf, transpose } from "../learning/matrix.ts";
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
import { GENRES, INPUTS, LAYOUT } from "./inputs.ts";
import { GAMMA, type Parts, type Weights } from "./mixture.ts";

/**
 * Writes a model as an ONNX file: `descriptors`, float32 [n, INPUTS] in the order of INPUTS, to `probabilities`, float32 [n, GENRES],
 * and `distance`, float32 [n], as `score` and `weigh` define them. Differences of squared distances to the centres are linear, so that is
 * what it holds.
 */
export function writeModel(
  { discriminant, landmarks, coefficients }: Parts,
  { sharpness, gain }: Weights,
): Uint8Array {
  const { standardizer, whitening, centres } = discriminant;
  const graph = new GraphBuilder();
  const features = writeLayout(graph, "descriptors", LAYOUT);
  const { standard, clipped } = writeStandardizer(graph, features, standardizer);
  const white = matrixConstant(graph, "whitening", whitening);
  const weights = multiply(whitening, transpose(centres));
  const scaled = { ...weights, data: weights.data.map((weight) => weight * sharpness) };
  const offsets = Float64Array.from(
    GENRES,
    (_, genre) => -0.5 * sharpness * rowOf(centres, genre).reduce((sum, value) => sum + value * value, 0),
  );
  const sums = graph.node("MatMul", [clipped, matrixConstant(graph, "weights", scaled)]);
  const straight = graph.node("Add", [sums, rowConstant(graph, "offsets", offsets)]);
  const points = writePoints(graph, "landmarks", landmarks);
  const distances = writeDistances(graph, graph.node("MatMul", [clipped, white]), points);
  const widened = graph.node("Mul", [distances, rowConstant(graph, "gamma", [GAMMA])]);
  const kernel = graph.node("Reciprocal", [graph.node("Add", [widened, rowConstant(graph, "unit", [1])])]);
  const gained = { ...coefficients, data: coefficients.data.map((coefficient) => coefficient * gain) };
  const crooked = graph.node("MatMul", [kernel, matrixConstant(graph, "coefficients", gained)]);
  graph.node("Softmax", [graph.node("Add", [straight, crooked])], { axis: 1 }, "probabilities");
  const { rows, columns, data } = centres;
  graph.constant({ name: "centres", type: "float", dims: [1, rows, columns], values: data });
  writeNearest(graph, writeDistances(graph, graph.node("MatMul", [standard, white]), "centres"), "distance");
  const finished = graph.finish(
    "genre",
    [{ name: "descriptors", type: "float", dims: ["n", INPUTS.length] }],
    [
      { name: "probabilities", type: "float", dims: ["n", GENRES.length] },
      { name: "distance", type: "float", dims: ["n"] },
    ],
  );
  return modelFile(finished, "descant");
}
