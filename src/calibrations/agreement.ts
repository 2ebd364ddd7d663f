import { quantileOf } from "./quantile-map.ts";

/** How well values agree with what they should be; null where a list that never varies leaves nothing to say. */
export interface Agreement {
  /** Mean absolute error, in the attribute's own unit. */
  mae: number;
  pearson: number | null;
  spearman: number | null;
  /** Share of the variance that is explained; negative where the mean would be better. */
  rSquared: number | null;
  /** Share of pairs on the same side of a threshold, over the nine deciles of what should be. */
  sameSide: number;
}

/** The nine deciles of values: where somebody might have put a threshold. */
export function decilesOf(values: ArrayLike<number>): number[] {
  const sorted = Float64Array.from(values).sort();
  return Array.from({ length: 9 }, (_, i) => quantileOf(sorted, (i + 1) / 10));
}

/** For each pair, at how many of the thresholds, as a share, both lie on the same side. */
export function sidesKept(
  values: ArrayLike<number>,
  truth: ArrayLike<number>,
  thresholds: readonly number[],
) {
  return Float64Array.from({ length: truth.length }, (_, i) => {
    let kept = 0;
    for (const threshold of thresholds) {
      if (values[i]! >= threshold === truth[i]! >= threshold) kept++;
    }
    return kept / thresholds.length;
  });
}

/** Absolute error of each pair. */
export function errorsOf(values: ArrayLike<number>, truth: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: truth.length }, (_, i) => Math.abs(values[i]! - truth[i]!));
}

/** Ranks from 0; ties share their mean rank. */
export function ranksOf(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end + 1 < order.length && values[order[end + 1]!] === values[order[start]!]) end++;
    for (let i = start; i <= end; i++) ranks[order[i]!] = (start + end) / 2;
    start = end + 1;
  }
  return ranks;
}

/** Arithmetic mean over all, or over those at the given places. */
export function meanOf(values: ArrayLike<number>, places?: Int32Array): number {
  const count = places?.length ?? values.length;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[places ? places[i]! : i]!;
  return sum / count;
}

/** Pearson's correlation over all, or over the given places; null where either never varies. */
export function correlationOf(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  places?: Int32Array,
): number | null {
  const count = places?.length ?? a.length;
  const [meanA, meanB] = [meanOf(a, places), meanOf(b, places)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const at = places ? places[i]! : i;
    const [x, y] = [a[at]! - meanA, b[at]! - meanB];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  const scale = Math.sqrt(aa) * Math.sqrt(bb);
  return scale > 0 ? Math.max(-1, Math.min(1, ab / scale)) : null;
}

/**
 * 1 − squared errors over squared deviations from the mean; null where these are nothing, or so little beside the errors that
 * no number says by how much.
 */
export function shareExplained(left: number, total: number): number | null {
  const share = 1 - left / total;
  return Number.isFinite(share) ? share : null;
}

/** Measures how well `values` agree with `truth`, pair by pair; at least one pair. */
export function agreementOf(values: ArrayLike<number>, truth: ArrayLike<number>): Agreement {
  const centre = meanOf(truth);
  let [left, total] = [0, 0];
  for (let i = 0; i < truth.length; i++) {
    left += (truth[i]! - values[i]!) ** 2;
    total += (truth[i]! - centre) ** 2;
  }
  return {
    mae: meanOf(errorsOf(values, truth)),
    pearson: correlationOf(values, truth),
    spearman: correlationOf(ranksOf(values), ranksOf(truth)),
    rSquared: shareExplained(left, total),
    sameSide: meanOf(sidesKept(values, truth, decilesOf(truth))),
  };
}
