import { fromRows, type Matrix, rowOf } from "../learning/matrix.ts";
import { quantile } from "../learning/metrics.ts";
import { chanceOf, fitLogistic, type Logistic } from "../learning/ridge-logistic.ts";
import { learnStandardizer, type Standardizer, standardize } from "../learning/standardizer.ts";

/** Standardised inputs are clipped to this many deviations, in learning and in use. */
const CLIP = 4;

/** Scale of the squares beside the inputs themselves: the smaller, the more the penalty holds them down. */
const SQUARE_SCALE = 0.3;

/** A learned model: standardisation, logistic regression, and the distance that 95 % of the rows stay within. */
export interface VoiceModel {
  standardizer: Standardizer;
  /** Of the standardised inputs, then, where the model is curved, of their scaled squares. */
  logistic: Logistic;
  usual: number;
}

/** How a model is learned. */
export interface VoiceRecipe {
  /** Of weights' squares, above 0. */
  penalty: number;
  /** Whether it reads the squares of its inputs as well. */
  curved: boolean;
}

/**
 * Learns a model from rows of inputs.
 *
 * @param labels 1 or 0 for each row
 * @param importance how much each row counts; by default alike
 */
export function fitVoice(
  rows: readonly ArrayLike<number>[],
  labels: readonly number[],
  { penalty, curved }: VoiceRecipe,
  importance?: readonly number[],
): VoiceModel {
  const inputs = fromRows(rows);
  const even = Array.from({ length: inputs.columns }, () => 1);
  const standardizer = learnStandardizer(inputs, CLIP, even);
  const standard = standardize(inputs, standardizer, false);
  const distances = Array.from({ length: standard.rows }, (_, r) => {
    const row = rowOf(standard, r);
    return Math.sqrt(row.reduce((sum, value) => sum + value * value, 0) / row.length);
  });
  const logistic = fitLogistic(features(standard, curved), labels, penalty, importance);
  return { standardizer, logistic, usual: quantile(distances, 0.95) };
}

/** The chances that a model gives rows. */
export function chancesOf(
  { standardizer, logistic }: VoiceModel,
  rows: readonly ArrayLike<number>[],
): number[] {
  const standard = standardize(fromRows(rows), standardizer, false);
  const all = features(standard, logistic.weights.length > standard.columns);
  return Array.from({ length: all.rows }, (_, r) => chanceOf(logistic, rowOf(all, r)));
}

/** A model as a TypeScript expression of src/audio/voice/logistic.ts' `LogisticModel`. */
export function writeModel(name: string, { standardizer, logistic, usual }: VoiceModel): string {
  const list = (values: ArrayLike<number>) =>
    `[${Array.from(values, (value) => Number(value.toPrecision(5))).join(", ")}]`;
  const inputs = standardizer.means.length;
  const squares = logistic.weights.subarray(inputs).map((weight) => weight * SQUARE_SCALE);
  return `export const ${name}: LogisticModel = {
  means: ${list(standardizer.means)},
  scales: ${list(standardizer.scales)},
  weights: ${list(logistic.weights.subarray(0, inputs))},${squares.length > 0 ? `\n  squares: ${list(squares)},` : ""}
  offset: ${Number(logistic.offset.toPrecision(5))},
  usual: ${Number(usual.toPrecision(4))},
};
`;
}

/** Standardised inputs, clipped, and where wanted their scaled squares after them. */
function features(standard: Matrix, curved: boolean): Matrix {
  const clipped = standard.data.map((value) => Math.min(CLIP, Math.max(-CLIP, value)));
  if (!curved) return { ...standard, data: clipped };
  return fromRows(
    Array.from({ length: standard.rows }, (_, r) => {
      const row = clipped.subarray(r * standard.columns, (r + 1) * standard.columns);
      return [...row, ...row.map((value) => SQUARE_SCALE * value * value)];
    }),
  );
}
