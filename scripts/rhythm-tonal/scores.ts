/** One estimate that was checked: how sure it was, and whether it was right. */
export interface Outcome {
  confidence: number;
  right: boolean;
}

/** Within 4 % of the annotated tempo. */
export function isTempo(estimate: number | null, truth: number): boolean {
  return estimate !== null && Math.abs(estimate / truth - 1) <= 0.04;
}

/** Within 4 % of the annotated tempo, or of twice, thrice, half or a third of it. */
export function isTempoOrMultiple(estimate: number | null, truth: number): boolean {
  return [1, 2, 3, 1 / 2, 1 / 3].some((multiple) => isTempo(estimate, truth * multiple));
}

interface Key {
  key: number;
  mode: 0 | 1;
}

/** MIREX: 1 for the right key, .5 a fifth above, .3 for the relative, .2 for the parallel one, else 0. */
export function mirexScore(estimate: Key, truth: Key): number {
  const interval = (estimate.key - truth.key + 12) % 12;
  if (estimate.mode === truth.mode) return interval === 0 ? 1 : interval === 7 ? 0.5 : 0;
  if (interval === (truth.mode === 1 ? 9 : 3)) return 0.3;
  return interval === 0 ? 0.2 : 0;
}

export function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** Mean squared difference between confidence and outcome; knowing only the base rate p scores p (1 - p). */
export function brierScore(outcomes: readonly Outcome[]): number {
  return mean(outcomes.map(({ confidence, right }) => (confidence - Number(right)) ** 2));
}

/** Cuts outcomes into `bins` equally large groups by confidence: how sure they were, and how often right. */
export function reliability(outcomes: readonly Outcome[], bins: number) {
  const sorted = [...outcomes].sort((a, b) => a.confidence - b.confidence);
  return Array.from({ length: bins }, (_, bin) => {
    const group = sorted.slice(
      Math.floor((bin * sorted.length) / bins),
      Math.floor(((bin + 1) * sorted.length) / bins),
    );
    return {
      count: group.length,
      from: group[0]!.confidence.toFixed(2),
      to: group.at(-1)!.confidence.toFixed(2),
      confidence: mean(group.map((o) => o.confidence)).toFixed(2),
      right: mean(group.map((o) => Number(o.right))).toFixed(2),
    };
  });
}

/** Logistic calibration of probabilities (Platt 1999) by Newton's method: offset and slope on the log-odds. */
export function plattScaling(outcomes: readonly Outcome[]): { offset: number; slope: number } {
  let offset = 0;
  let slope = 1;
  for (let iteration = 0; iteration < 50; iteration++) {
    // A weak pull to the identity keeps the fit finite when every outcome is right.
    let g0 = offset;
    let g1 = slope - 1;
    let h00 = 1;
    let h01 = 0;
    let h11 = 1;
    for (const { confidence, right } of outcomes) {
      const p = Math.min(1 - 1e-6, Math.max(1e-6, confidence));
      const logit = Math.log(p / (1 - p));
      const q = 1 / (1 + Math.exp(-(offset + slope * logit)));
      g0 += q - Number(right);
      g1 += (q - Number(right)) * logit;
      h00 += q * (1 - q);
      h01 += q * (1 - q) * logit;
      h11 += q * (1 - q) * logit * logit;
    }
    const determinant = h00 * h11 - h01 * h01;
    offset -= (h11 * g0 - h01 * g1) / determinant;
    slope -= (h00 * g1 - h01 * g0) / determinant;
  }
  return { offset, slope };
}
