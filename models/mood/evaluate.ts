import type { Repeat, Validation } from "../attributes/evaluate.ts";
import { columnOf } from "../attributes/fit.ts";
import { kFolds } from "../learning/folds.ts";
import { pickRows, rowOf, zeros } from "../learning/matrix.ts";
import { mean } from "../learning/metrics.ts";
import { mulberry32 } from "../learning/random.ts";
import { fitMood, predictMood } from "./regressor.ts";
import type { MoodTable } from "./table.ts";

/** A repeat of a cross-validation, and what a model that knew nothing but the kind of music would say. */
export interface MoodRepeat extends Repeat {
  /** Rows × emotions: the mean of the rows seen of the same genre. */
  genreMean: Repeat["values"];
}

/**
 * Repeated k-fold cross-validation on the same folds that models/mood/cnn.py uses; all that is learned is learned in each fold anew.
 *
 * @throws RangeError when there are fewer rows than folds
 */
export function crossValidateMood(table: MoodTable, { folds, repeats, seed }: Validation): MoodRepeat[] {
  const random = mulberry32(seed);
  const { inputs, targets, genres } = table;
  return Array.from({ length: repeats }, () => {
    const empty = () => zeros(targets.rows, targets.columns);
    const repeat: MoodRepeat = {
      values: empty(),
      baseline: empty(),
      genreMean: empty(),
      distances: new Float64Array(targets.rows),
      fold: new Int32Array(targets.rows),
    };
    for (const [index, { train, test }] of kFolds(targets.rows, folds, random).entries()) {
      const judged = predictMood(
        fitMood(pickRows(inputs, train), pickRows(targets, train), seed),
        pickRows(inputs, test),
      );
      const meansOf = (rows: number[]) => {
        const seen = pickRows(targets, rows.length > 0 ? rows : train);
        return Array.from({ length: targets.columns }, (_, target) => mean(columnOf(seen, target)));
      };
      const means = meansOf(train);
      for (const [position, row] of test.entries()) {
        rowOf(repeat.values, row).set(rowOf(judged.values, position));
        rowOf(repeat.baseline, row).set(means);
        rowOf(repeat.genreMean, row).set(meansOf(train.filter((other) => genres[other] === genres[row])));
        repeat.distances[row] = judged.distances[position]!;
        repeat.fold[row] = index;
      }
    }
    return repeat;
  });
}
