/** Arithmetic mean; NaN for no values. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Population standard deviation. */
export function standardDeviation(values: ArrayLike<number>): number {
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - centre) ** 2;
  return Math.sqrt(sum / values.length);
}

/** Mean absolute error. */
export function meanAbsoluteError(truth: ArrayLike<number>, predicted: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < truth.length; i++) sum += Math.abs(truth[i]! - predicted[i]!);
  return sum / truth.length;
}

/**
 * Coefficient of determination, 1 − SSE / SST: 1 is perfect, 0 is no better than always saying the mean of `truth`, and it has no
 * lower bound. NaN when `truth` never varies.
 */
export function rSquared(truth: ArrayLike<number>, predicted: ArrayLike<number>): number {
  const centre = mean(truth);
  let left = 0;
  let total = 0;
  for (let i = 0; i < truth.length; i++) {
    left += (truth[i]! - predicted[i]!) ** 2;
    total += (truth[i]! - centre) ** 2;
  }
  return total > 0 ? 1 - left / total : Number.NaN;
}

/**
 * Quantile by linear interpolation between order statistics (Hyndman and Fan's type 7, numpy's default).
 *
 * @param values in any order, at least one
 * @param probability from 0 (least) to 1 (greatest)
 */
export function quantile(values: ArrayLike<number>, probability: number): number {
  const sorted = Float64Array.from(values).sort();
  const position = (sorted.length - 1) * probability;
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (sorted[above]! - sorted[below]!) * (position - below);
}

/** Pearson's correlation coefficient; 0 when either never varies. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [centreA, centreB] = [mean(a), mean(b)];
  let both = 0;
  for (let i = 0; i < a.length; i++) both += (a[i]! - centreA) * (b[i]! - centreB);
  const scale = standardDeviation(a) * standardDeviation(b) * a.length;
  return scale > 0 ? both / scale : 0;
}
