import { rowOf, zeros } from "../learning/matrix.ts";
import { GraphBuilder, modelFile } from "../onnx/graph.ts";
import { INPUTS } from "./inputs.ts";
import {
  CHROMA,
  FEATURES,
  fourierBases,
  HARMONICS,
  LOGARITHM_FLOOR,
  LOGARITHMIC_FROM,
} from "./preparation.ts";
import { LINEAR, LOGIT_MARGIN, type Regressor } from "./regressor.ts";

/** Names of the file's input and outputs. */
export const PORTS = { input: "descriptors", values: "values", distance: "distance" } as const;

/**
 * Writes a regressor as an ONNX file. It holds the preparation too: it maps `descriptors`, float32 [n, INPUTS] in the order of INPUTS, to
 * `values`, float32 [n, ATTRIBUTES] within 0 … 1, and `distance`, float32 [n], as `predict` defines them.
 */
export function writeModel(model: Regressor): Uint8Array {
  const graph = new GraphBuilder();
  const features = writePreparation(graph);
  const row = (name: string, values: ArrayLike<number>) =>
    graph.constant({ name, type: "float", dims: [1, values.length], values });
  const { standardizer, heads } = model;
  const centred = graph.node("Sub", [features, row("means", standardizer.means)]);
  const standard = graph.node("Div", [centred, row("scales", standardizer.scales)]);
  const raised = graph.node("Max", [standard, row("lows", standardizer.lows)]);
  const clipped = graph.node("Min", [raised, row("highs", standardizer.highs)]);
  const { landmarks } = model;
  graph.constant({
    name: "landmarks",
    type: "float",
    dims: [1, landmarks.rows, FEATURES],
    values: landmarks.data,
  });
  graph.constant({ name: "middle", type: "int64", dims: [1], values: [1] });
  graph.constant({ name: "last", type: "int64", dims: [1], values: [-1] });
  const strange = squaredDistances(graph, standard);
  const nearest = graph.node("ReduceMin", [strange, "last"], { keepdims: 0 });
  graph.node("Sqrt", [nearest], {}, PORTS.distance);
  const sums = writeSums(graph, model, clipped, squaredDistances(graph, clipped));
  const offset = graph.node("Add", [
    sums,
    row(
      "offsets",
      Float64Array.from(heads, (head) => head.offset),
    ),
  ]);
  const curved = graph.node("Sigmoid", [offset]);
  const stretched = graph.node("Mul", [curved, row("stretch", [1 + 2 * LOGIT_MARGIN])]);
  const shifted = graph.node("Sub", [stretched, row("margin", [LOGIT_MARGIN])]);
  const isLogit = heads.map((head) => (head.link === "logit" ? 1 : 0));
  graph.constant({ name: "logit", type: "bool", dims: [1, isLogit.length], values: isLogit });
  const linked = graph.node("Where", ["logit", shifted, offset]);
  const positive = graph.node("Max", [linked, row("zero", [0])]);
  graph.node("Min", [positive, row("one", [1])], {}, PORTS.values);
  const finished = graph.finish(
    "attributes",
    [{ name: PORTS.input, type: "float", dims: ["n", INPUTS.length] }],
    [
      { name: PORTS.values, type: "float", dims: ["n", heads.length] },
      { name: PORTS.distance, type: "float", dims: ["n"] },
    ],
  );
  return modelFile(finished, "descant");
}

/** `prepare` as nodes; returns the name of the features. */
function writePreparation(graph: GraphBuilder): string {
  const sizes = [CHROMA, LOGARITHMIC_FROM - CHROMA, INPUTS.length - LOGARITHMIC_FROM];
  graph.constant({ name: "sizes", type: "int64", dims: [3], values: sizes });
  graph.constant({ name: "floor", type: "float", dims: [1, 1], values: [LOGARITHM_FLOOR] });
  const [chroma, plain, rest] = graph.nodes("Split", [PORTS.input, "sizes"], { axis: 1 }, 3);
  const squares = Object.entries(fourierBases()).map(([name, { data }]) => {
    graph.constant({ name, type: "float", dims: [CHROMA, HARMONICS], values: data });
    const part = graph.node("MatMul", [chroma!, name]);
    return graph.node("Mul", [part, part]);
  });
  const magnitudes = graph.node("Sqrt", [graph.node("Add", squares)]);
  const logarithms = graph.node("Log", [graph.node("Max", [rest!, "floor"])]);
  return graph.node("Concat", [plain!, logarithms, magnitudes], { axis: 1 });
}

/** Mean squared differences between each row and each landmark, [n, landmarks]. */
function squaredDistances(graph: GraphBuilder, rows: string): string {
  const differences = graph.node("Sub", [graph.node("Unsqueeze", [rows, "middle"]), "landmarks"]);
  return graph.node("ReduceMean", [graph.node("Mul", [differences, differences]), "last"], { keepdims: 0 });
}

/** The heads' sums before offset and link, [n, ATTRIBUTES]: one kernel for each width in use, shared by its heads. */
function writeSums(graph: GraphBuilder, model: Regressor, clipped: string, distances: string): string {
  const { heads, landmarks } = model;
  graph.constant({ name: "unit", type: "float", dims: [1, 1], values: [1] });
  const linear = zeros(FEATURES, heads.length);
  for (const [target, { coefficients }] of heads.entries()) {
    for (let f = 0; f < FEATURES; f++) rowOf(linear, f)[target] = coefficients[landmarks.rows + f]! * LINEAR;
  }
  graph.constant({ name: "linear", type: "float", dims: [FEATURES, heads.length], values: linear.data });
  let sums = graph.node("MatMul", [clipped, "linear"]);
  const gammas = [...new Set(heads.map((head) => head.gamma))].sort((a, b) => a - b);
  for (const [index, gamma] of gammas.entries()) {
    const weights = zeros(landmarks.rows, heads.length);
    for (const [target, head] of heads.entries()) {
      if (head.gamma !== gamma) continue;
      for (let l = 0; l < landmarks.rows; l++) rowOf(weights, l)[target] = head.coefficients[l]!;
    }
    const dims = [landmarks.rows, heads.length];
    graph.constant({ name: `gamma${index}`, type: "float", dims: [1, 1], values: [gamma] });
    graph.constant({ name: `weights${index}`, type: "float", dims, values: weights.data });
    const widened = graph.node("Mul", [distances, `gamma${index}`]);
    const kernel = graph.node("Reciprocal", [graph.node("Add", [widened, "unit"])]);
    sums = graph.node("Add", [sums, graph.node("MatMul", [kernel, `weights${index}`])]);
  }
  return sums;
}
