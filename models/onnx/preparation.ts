import { fourierBases, HARMONICS } from "../attributes/preparation.ts";
import type { Matrix } from "../learning/matrix.ts";
import { type Layout, MAGNITUDE_FLOOR } from "../learning/preparation.ts";
import type { Standardizer } from "../learning/standardizer.ts";
import type { GraphBuilder } from "./graph.ts";

/** Adds a constant of one row. */
export function rowConstant(graph: GraphBuilder, name: string, values: ArrayLike<number>): string {
  return graph.constant({ name, type: "float", dims: [1, values.length], values });
}

/** Adds a constant matrix. */
export function matrixConstant(graph: GraphBuilder, name: string, { rows, columns, data }: Matrix): string {
  return graph.constant({ name, type: "float", dims: [rows, columns], values: data });
}

/** `prepareLayout` as nodes; returns the name of the features. */
export function writeLayout(graph: GraphBuilder, input: string, layout: Layout): string {
  const { chroma, plain, logarithmic } = layout;
  const sizes = chroma > 0 ? [chroma, plain, logarithmic] : [plain, logarithmic];
  graph.constant({ name: "sizes", type: "int64", dims: [sizes.length], values: sizes });
  rowConstant(graph, "floor", [MAGNITUDE_FLOOR]);
  const parts = graph.nodes("Split", [input, "sizes"], { axis: 1 }, sizes.length);
  const [asIs, magnitudes] = parts.slice(-2);
  const logarithms = graph.node("Log", [graph.node("Max", [magnitudes!, "floor"])]);
  if (chroma === 0) return graph.node("Concat", [asIs!, logarithms], { axis: 1 });
  const squares = Object.entries(fourierBases()).map(([name, { data }]) => {
    graph.constant({ name, type: "float", dims: [chroma, HARMONICS], values: data });
    const part = graph.node("MatMul", [parts[0]!, name]);
    return graph.node("Mul", [part, part]);
  });
  const spectrum = graph.node("Sqrt", [graph.node("Add", squares)]);
  return graph.node("Concat", [asIs!, logarithms, spectrum], { axis: 1 });
}

/** `standardize` as nodes, without and with the clip to the learned range. */
export function writeStandardizer(graph: GraphBuilder, features: string, by: Standardizer) {
  const centred = graph.node("Sub", [features, rowConstant(graph, "means", by.means)]);
  const standard = graph.node("Div", [centred, rowConstant(graph, "scales", by.scales)]);
  const raised = graph.node("Max", [standard, rowConstant(graph, "lows", by.lows)]);
  const clipped = graph.node("Min", [raised, rowConstant(graph, "highs", by.highs)]);
  return { standard, clipped };
}

/** Adds points that distances are taken to, and what the nodes that take them need. */
export function writePoints(graph: GraphBuilder, name: string, { rows, columns, data }: Matrix): string {
  graph.constant({ name: "middle", type: "int64", dims: [1], values: [1] });
  graph.constant({ name: "last", type: "int64", dims: [1], values: [-1] });
  return graph.constant({ name, type: "float", dims: [1, rows, columns], values: data });
}

/** Mean squared differences between each row and each of the points, [n, points]. */
export function writeDistances(graph: GraphBuilder, rows: string, points: string): string {
  const differences = graph.node("Sub", [graph.node("Unsqueeze", [rows, "middle"]), points]);
  return graph.node("ReduceMean", [graph.node("Mul", [differences, differences]), "last"], { keepdims: 0 });
}

/** Root of the least of each row's distances, as an output of the graph: [n]. */
export function writeNearest(graph: GraphBuilder, distances: string, output: string): void {
  graph.node("Sqrt", [graph.node("ReduceMin", [distances, "last"], { keepdims: 0 })], {}, output);
}
