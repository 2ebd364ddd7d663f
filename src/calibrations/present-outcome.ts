import type { JudgedAgreement, Outcome } from "./calibrate-attribute.ts";
import type { Report } from "./contract.ts";

type Figure = { value: number | null; interval: { low: number; high: number } | null };

const four = (value: number) => Number(value.toFixed(4));
const interval = ({ low, high }: { low: number; high: number }) => ({ low: four(low), high: four(high) });

function judged<F extends Figure>(figure: F) {
  const value = figure.value === null ? null : four(figure.value);
  return { value: value as F["value"], interval: figure.interval && interval(figure.interval) };
}

function agreement({ mae, pearson, spearman, rSquared, sameSide }: JudgedAgreement) {
  return {
    mae: judged(mae),
    pearson: judged(pearson),
    spearman: judged(spearman),
    r_squared: judged(rSquared),
    same_side: judged(sameSide),
  };
}

/** What came of an attribute, as reports say it: four digits behind the point, without its map. */
export function presentOutcome(outcome: Outcome): NonNullable<Report["attributes"]["energy"]> {
  if (!("map" in outcome)) return outcome;
  const { status, pairs, method, before, after, gain } = outcome;
  return {
    status,
    pairs,
    method,
    before: agreement(before),
    after: agreement(after),
    gain: { value: four(gain.value), interval: interval(gain.interval) },
  };
}
