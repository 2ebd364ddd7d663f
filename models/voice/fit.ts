import { fromRows, type Matrix, rowOf } from "../learning/matrix.ts";
import { quantile } from "../learning/metrics.ts";
import { chanceOf, fitLogistic, type Logistic } from "../learning/ridge-logistic.ts";
import { learnStandardizer, type Standardizer, standardize } from "../learning/standardizer.ts";

/** Standardised inputs are clipped to this many deviations, in learning and in use. */
const CLIP = 4;

/** A learned model: standardisation, logistic regression, and the distance that 95 % of the rows stay within. */
export interface VoiceModel {
  standardizer: Standardizer;
  logistic: Logistic;
  usual: number;
}

/** Learns a model from rows of inputs. */
export function fitVoice(
  rows: readonly ArrayLike<number>[],
  labels: readonly number[],
  penalty: number,
  importance?: readonly number[],
): VoiceModel {
  const inputs = fromRows(rows);
  const standardizer = learnStandardizer(
    inputs,
    CLIP,
    Array.from({ length: inputs.columns }, () => 1),
  );
  const standard = standardize(inputs, standardizer, false);
  const distances = Array.from({ length: standard.rows }, (_, r) => {
    const row = rowOf(standard, r);
    return Math.sqrt(row.reduce((sum, value) => sum + value * value, 0) / row.length);
  });
  const logistic = fitLogistic(clipped(standard), labels, penalty, importance);
  return { standardizer, logistic, usual: quantile(distances, 0.95) };
}

/** The chances that a model gives rows. */
export function chancesOf(
  { standardizer, logistic }: VoiceModel,
  rows: readonly ArrayLike<number>[],
): number[] {
  const standard = clipped(standardize(fromRows(rows), standardizer, false));
  return Array.from({ length: standard.rows }, (_, r) => chanceOf(logistic, rowOf(standard, r)));
}

/** A model as a TypeScript expression of src/audio/voice/logistic.ts' `LogisticModel`. */
export function writeModel(name: string, { standardizer, logistic, usual }: VoiceModel): string {
  const list = (values: ArrayLike<number>) =>
    `[${Array.from(values, (value) => Number(value.toPrecision(5))).join(", ")}]`;
  return `export const ${name}: LogisticModel = {
  means: ${list(standardizer.means)},
  scales: ${list(standardizer.scales)},
  weights: ${list(logistic.weights)},
  offset: ${Number(logistic.offset.toPrecision(5))},
  usual: ${Number(usual.toPrecision(4))},
};
`;
}

function clipped(standard: Matrix): Matrix {
  return { ...standard, data: standard.data.map((value) => Math.min(CLIP, Math.max(-CLIP, value))) };
}
