import { permutation, type Random } from "./random.ts";

/** One cut of the rows: learn from `train`, judge on `test`. Both hold row numbers in ascending order. */
export interface Fold {
  train: number[];
  test: number[];
}

/**
 * Cuts the rows at random into `count` parts of almost equal size, each the test part of one fold.
 *
 * @param rows how many rows there are
 * @param count how many folds, at least 2 and at most `rows`
 * @throws RangeError when `count` is outside that range
 */
export function kFolds(rows: number, count: number, random: Random): Fold[] {
  if (!Number.isInteger(count) || count < 2 || count > rows) {
    throw new RangeError(`cannot cut ${rows} rows into ${count} folds`);
  }
  const order = permutation(rows, random);
  const part = new Int32Array(rows);
  for (let position = 0; position < rows; position++) part[order[position]!] = position % count;
  return Array.from({ length: count }, (_, fold) => {
    const train: number[] = [];
    const test: number[] = [];
    for (let row = 0; row < rows; row++) (part[row] === fold ? test : train).push(row);
    return { train, test };
  });
}
