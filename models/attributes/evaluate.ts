import { kFolds } from "../learning/folds.ts";
import { type Matrix, pickRows, rowOf, zeros } from "../learning/matrix.ts";
import { mean } from "../learning/metrics.ts";
import { mulberry32 } from "../learning/random.ts";
import { columnOf, fitRegressor } from "./fit.ts";
import { predict } from "./regressor.ts";
import type { TrainingTable } from "./table.ts";

/** Predictions for every row by models that did not see it: one repeat of a cross-validation. */
export interface Repeat {
  /** Rows × attributes. */
  values: Matrix;
  /** Rows × attributes: the mean of the targets that the model saw, which is what a model without inputs would say. */
  baseline: Matrix;
  /** Distance of each row from the landmarks of the model that judged it. */
  distances: Float64Array;
  /** Which fold each row was judged in. */
  fold: Int32Array;
}

/** How a cross-validation is run. */
export interface Validation {
  folds: number;
  repeats: number;
  seed: number;
}

/**
 * Repeated k-fold cross-validation. All that is learned, hyper-parameters, standardisation and landmarks included, is learned from the
 * training part of each fold anew.
 *
 * @throws RangeError when there are fewer rows than folds
 */
export function crossValidate(table: TrainingTable, { folds, repeats, seed }: Validation): Repeat[] {
  const random = mulberry32(seed);
  const { inputs, targets } = table;
  return Array.from({ length: repeats }, () => {
    const repeat: Repeat = {
      values: zeros(targets.rows, targets.columns),
      baseline: zeros(targets.rows, targets.columns),
      distances: new Float64Array(targets.rows),
      fold: new Int32Array(targets.rows),
    };
    for (const [index, { train, test }] of kFolds(targets.rows, folds, random).entries()) {
      const seen = pickRows(targets, train);
      const model = fitRegressor(pickRows(inputs, train), seen, seed);
      const judged = predict(model, pickRows(inputs, test));
      const means = Array.from({ length: targets.columns }, (_, target) => mean(columnOf(seen, target)));
      for (const [position, row] of test.entries()) {
        rowOf(repeat.values, row).set(rowOf(judged.values, position));
        rowOf(repeat.baseline, row).set(means);
        repeat.distances[row] = judged.distances[position]!;
        repeat.fold[row] = index;
      }
    }
    return repeat;
  });
}
