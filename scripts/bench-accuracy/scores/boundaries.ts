/** How well estimated boundaries agree with annotated ones. */
export interface BoundaryScore {
  precision: number;
  recall: number;
  /** Harmonic mean of the two. */
  f: number;
}

/**
 * Hit rate of boundaries: each annotated boundary may be met by one estimated one within a tolerance, and the pairs are chosen so that
 * as many as possible are met (MIREX's structural segmentation; mir_eval's `segment.detection` with `trim=True` when the track's
 * start and end are left out of both lists).
 *
 * @param truth seconds, ascending
 * @param found seconds, ascending
 * @param tolerance seconds, inclusive
 * @returns 0 for all where either list is empty
 */
export function boundaryScore(
  truth: readonly number[],
  found: readonly number[],
  tolerance: number,
): BoundaryScore {
  if (truth.length === 0 || found.length === 0) return { precision: 0, recall: 0, f: 0 };
  const hits = pairsWithin(truth, found, tolerance);
  const precision = hits / found.length;
  const recall = hits / truth.length;
  return { precision, recall, f: hits === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

/** Most pairs that can be made; on a line, taking the earliest partner that is left is optimal. */
function pairsWithin(truth: readonly number[], found: readonly number[], tolerance: number): number {
  let pairs = 0;
  let next = 0;
  for (const at of truth) {
    while (next < found.length && found[next]! < at - tolerance) next++;
    if (next < found.length && found[next]! <= at + tolerance) {
      pairs++;
      next++;
    }
  }
  return pairs;
}

/** Boundaries of `parts` equally long sections: the baseline that knows nothing but the usual number of sections. */
export function equalSections(seconds: number, parts: number): number[] {
  return Array.from({ length: Math.max(0, parts - 1) }, (_, i) => (seconds * (i + 1)) / parts);
}
