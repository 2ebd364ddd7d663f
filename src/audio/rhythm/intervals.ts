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

/** Seconds that a sum of durations may stray from the next start. */
const ROUNDING_SECONDS = 1e-6;

/** Intervals in runs that follow one another without a gap; none for no intervals. @param intervals ascending */
export function runsOf(intervals: readonly TimeInterval[]): TimeInterval[][] {
  const runs: TimeInterval[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const interval of intervals) {
    if (interval.start - end > ROUNDING_SECONDS) runs.push([]);
    runs.at(-1)!.push(interval);
    end = interval.start + interval.duration;
  }
  return runs;
}
