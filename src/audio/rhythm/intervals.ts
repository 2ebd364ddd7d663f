/** A stretch of time: seconds, and how probable it is, 0 to 1, that it is right. */
export interface TimeInterval {
  start: number;
  duration: number;
  confidence: number;
}

/** The logarithm of the odds of a probability, kept finite. */
export function logOdds(probability: number): number {
  const p = Math.min(1 - 1e-6, Math.max(1e-6, probability));
  return Math.log(p / (1 - p));
}

/** The probability that belongs to log-odds. */
export function probabilityOf(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}
