import { quantileOf } from "./quantile-map.ts";
import type { Random } from "./seeded-order.ts";

export const RESAMPLES = 400;
/** What share of resamples an interval holds. */
export const SHARE = 0.95;

export interface Interval {
  low: number;
  high: number;
}

/**
 * Percentile intervals of several statistics by the bootstrap (Efron 1979): all are taken on the same resamples of the
 * items, so that a difference between two may be one of them.
 * @param count items, at least one
 * @param statistics of the items at the given places, which may repeat; null where there is nothing to say
 * @returns an interval for each statistic; null where less than half of the resamples gave one
 */
export function bootstrap(
  count: number,
  statistics: readonly ((places: Int32Array) => number | null)[],
  random: Random,
): (Interval | null)[] {
  const drawn = statistics.map((): number[] => []);
  const places = new Int32Array(count);
  for (let resample = 0; resample < RESAMPLES; resample++) {
    for (let i = 0; i < count; i++) places[i] = Math.floor(random() * count);
    for (const [index, statistic] of statistics.entries()) {
      const value = statistic(places);
      if (value !== null) drawn[index]!.push(value);
    }
  }
  return drawn.map((values) => {
    if (values.length < RESAMPLES / 2) return null;
    const sorted = Float64Array.from(values).sort();
    const tail = (1 - SHARE) / 2;
    return { low: quantileOf(sorted, tail), high: quantileOf(sorted, 1 - tail) };
  });
}
