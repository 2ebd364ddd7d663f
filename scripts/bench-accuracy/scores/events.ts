/** How well estimated events meet annotated ones: precision and recall are shares of the estimated and of the annotated. */
export interface EventScore {
  precision: number;
  recall: number;
  /** Harmonic mean of the two; 0 when nothing is met. */
  f: number;
}

/**
 * Precision, recall and F-measure of events in time, each estimate meeting at most one annotation and the other way round
 * (`mir_eval.beat.f_measure` with a window of .07 s and nothing skipped, `mir_eval.onset.f_measure` with .05 s).
 *
 * Going through both lists in order and taking each meeting that fits gives the most meetings, because all windows are equally wide.
 * @param truth annotated times in seconds, ascending
 * @param estimate estimated times in seconds, ascending
 * @param window furthest that the two may be apart, in seconds
 */
export function scoreEvents(
  truth: readonly number[],
  estimate: readonly number[],
  window: number,
): EventScore {
  let met = 0;
  let i = 0;
  let j = 0;
  while (i < truth.length && j < estimate.length) {
    const distance = estimate[j]! - truth[i]!;
    if (Math.abs(distance) <= window) {
      met++;
      i++;
      j++;
    } else if (distance < 0) j++;
    else i++;
  }
  if (met === 0) return { precision: 0, recall: 0, f: 0 };
  const precision = met / estimate.length;
  const recall = met / truth.length;
  return { precision, recall, f: (2 * precision * recall) / (precision + recall) };
}
