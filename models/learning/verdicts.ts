/** How good chances of a yes are against what was true. */
export interface VerdictScore {
  count: number;
  /** Share of yes and no pairs that are in the right order: .5 is guessing. */
  auc: number;
  /** Share on the right side of a half. */
  accuracy: number;
  /** Mean squared error of the chances; always saying the share of yes gives share × (1 - share). */
  brier: number;
}

/**
 * Scores chances.
 *
 * @param truth 1 for yes, 0 for no; both have to occur
 * @param chances 0 to 1, in the same order
 */
export function scoreVerdicts(truth: ArrayLike<number>, chances: ArrayLike<number>): VerdictScore {
  const order = Array.from({ length: truth.length }, (_, i) => i).sort((a, b) => chances[a]! - chances[b]!);
  let rankSum = 0;
  let yes = 0;
  let right = 0;
  let squares = 0;
  for (let from = 0; from < order.length; ) {
    // Equal chances share their mean rank.
    let to = from + 1;
    while (to < order.length && chances[order[to]!] === chances[order[from]!]) to++;
    for (let i = from; i < to; i++) if (truth[order[i]!] === 1) rankSum += (from + to + 1) / 2;
    from = to;
  }
  for (let i = 0; i < truth.length; i++) {
    yes += truth[i]!;
    if (chances[i]! > 0.5 === (truth[i] === 1)) right++;
    squares += (chances[i]! - truth[i]!) ** 2;
  }
  const no = truth.length - yes;
  return {
    count: truth.length,
    auc: (rankSum - (yes * (yes + 1)) / 2) / (yes * no),
    accuracy: right / truth.length,
    brier: squares / truth.length,
  };
}
