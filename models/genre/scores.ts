import { type Matrix, rowOf } from "../learning/matrix.ts";
import { mean } from "../learning/metrics.ts";
import { GENRES } from "./inputs.ts";

const CALIBRATION_BINS = 10;

/** The likeliest genre of each row, and how likely it was said to be. */
export function topOf(probabilities: Matrix): { genre: number; probability: number }[] {
  return Array.from({ length: probabilities.rows }, (_, r) => {
    const row = rowOf(probabilities, r);
    const probability = Math.max(...row);
    return { genre: row.indexOf(probability), probability };
  });
}

/** Mean of −ln of the probability that the true genre was given. */
export function logLoss(probabilities: Matrix, truth: ArrayLike<number>): number {
  return mean(Array.from(truth, (genre, r) => -Math.log(Math.max(1e-9, rowOf(probabilities, r)[genre]!))));
}

/** Accuracy, macro-averaged F1, log-loss, expected calibration error (ten equal bins of the top probability), and what is mixed up most. */
export function scoreGenres(probabilities: Matrix, truth: ArrayLike<number>) {
  const top = topOf(probabilities);
  const right = top.map(({ genre }, r) => Number(genre === truth[r]));
  const f1 = GENRES.map((_, genre) => {
    const said = top.filter((t) => t.genre === genre).length;
    const meant = Array.from(truth).filter((t) => t === genre).length;
    const hits = top.filter((t, r) => t.genre === genre && truth[r] === genre).length;
    return said + meant > 0 ? (2 * hits) / (said + meant) : 0;
  });
  let calibrationError = 0;
  for (let bin = 0; bin < CALIBRATION_BINS; bin++) {
    const inside = [...top.keys()].filter(
      (r) => Math.min(CALIBRATION_BINS - 1, Math.floor(top[r]!.probability * CALIBRATION_BINS)) === bin,
    );
    if (inside.length === 0) continue;
    const gap = mean(inside.map((r) => right[r]!)) - mean(inside.map((r) => top[r]!.probability));
    calibrationError += (inside.length / top.length) * Math.abs(gap);
  }
  return {
    accuracy: mean(right),
    macroF1: mean(f1),
    logLoss: logLoss(probabilities, truth),
    calibrationError,
  };
}

/** Pairs of genres in the order of how often the first was taken for the second. */
export function confusions(probabilities: Matrix, truth: ArrayLike<number>) {
  const counts = new Map<string, number>();
  for (const [r, { genre }] of topOf(probabilities).entries()) {
    if (genre === truth[r]) continue;
    const pair = `${GENRES[truth[r]!]} → ${GENRES[genre]}`;
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return [...counts]
    .map(([pair, count]) => ({ pair, count }))
    .sort((a, b) => b.count - a.count || a.pair.localeCompare(b.pair));
}

/** Of the rows whose top probability reaches `least`: their share, and the share of them that are right. */
export function answering(probabilities: Matrix, truth: ArrayLike<number>, least: number) {
  const top = topOf(probabilities);
  const answered = [...top.keys()].filter((r) => top[r]!.probability >= least);
  const right = answered.filter((r) => top[r]!.genre === truth[r]).length;
  return {
    coverage: answered.length / top.length,
    accuracy: answered.length > 0 ? right / answered.length : 0,
  };
}
