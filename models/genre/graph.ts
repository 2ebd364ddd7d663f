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
import type { Discriminant } from "./discriminant.ts";
import { GENRES, INPUTS, LAYOUT } from "./inputs.ts";

/**
 * Writes a discriminant as an ONNX file: `descriptors`, float32 [n, INPUTS] in the order of INPUTS, to `probabilities`, float32
 * [n, GENRES], and `distance`, float32 [n], as `judge` defines them. Differences of squared distances are linear, so that is what it holds.
 */
export function writeModel({ standardizer, whitening, centres, sharpness }: Discriminant): Uint8Array {
  const graph = new GraphBuilder();
  const features = writeLayout(graph, "descriptors", LAYOUT);
  const { standard, clipped } = writeStandardizer(graph, features, standardizer);
  const weights = multiply(whitening, transpose(centres));
  const scaled = { ...weights, data: weights.data.map((weight) => weight * sharpness) };
  const offsets = Float64Array.from(
    GENRES,
    (_, genre) => -0.5 * sharpness * rowOf(centres, genre).reduce((sum, value) => sum + value * value, 0),
  );
  const sums = graph.node("MatMul", [clipped, matrixConstant(graph, "weights", scaled)]);
  const scores = graph.node("Add", [sums, rowConstant(graph, "offsets", offsets)]);
  graph.node("Softmax", [scores], { axis: 1 }, "probabilities");
  const whitened = graph.node("MatMul", [standard, matrixConstant(graph, "whitening", whitening)]);
  const points = writePoints(graph, "centres", centres);
  writeNearest(graph, writeDistances(graph, whitened, points), "distance");
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
