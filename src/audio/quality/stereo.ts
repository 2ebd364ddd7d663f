import type { SampleTotals } from "./frame-statistics.ts";

/** Variance below this share of the energy is rounding. */
const NEGLIGIBLE = 1e-9;
/** A channel this far below the louder one is dead, in dB. */
const DEAD_DISTANCE = 60;
/** Left and right are one signal when what one cannot be made of the other lies 50 dB below it. */
const SAME = 1 - 1e-5;
/** Correlation from which on the channels cancel when they are added. */
const INVERTED = -0.5;
/** Seconds with a correlation below this lose in mono. */
const OUT_OF_PHASE = -0.3;
const LEAST_SECONDS = 3;
/** A mono sum is not said to lose more than this, in dB. */
const MOST_LOSS = -100;

/**
 * What the two channels have to do with each other:
 * - `stereo`: two different signals;
 * - `mono_in_stereo`: the same on both, perhaps not equally loud;
 * - `inverted_phase`: they cancel when added, because one is upside down;
 * - `one_sided`: one channel is dead.
 */
export type StereoKind = "stereo" | "mono_in_stereo" | "inverted_phase" | "one_sided";

/** Left and right of a recording of two channels. */
export interface Stereo {
  kind: StereoKind;
  /** Of left and right over the whole, -1 to 1; null when one of them does not move. */
  correlation: number | null;
  /** The correlation that 5 % of the seconds lie below; null when no second has sound on both channels. */
  lowestCorrelation: number | null;
  /** Share of the seconds whose correlation lies below -0.3, 0 to 1. */
  outOfPhaseShare: number;
  /** How much louder right is than left, in dB; null when one of them is silent. */
  balance: number | null;
  /** How much quieter the sum to mono is than the channels, in dB: 0 for equal ones, -3 for unrelated ones, -100 at least. */
  monoLoss: number;
  /** 1 from 3 s on, less for shorter ones. */
  confidence: number;
}

/** @returns null but for two channels of which at least one has sound */
export function describeStereo(
  { frames, channels, product, correlations }: SampleTotals,
  seconds: number,
): Stereo | null {
  const [left, right] = channels;
  if (channels.length !== 2 || !left || !right || left.square + right.square === 0) return null;
  const ll = variance(left, frames);
  const rr = variance(right, frames);
  const lr = product - (left.sum * right.sum) / frames;
  const correlation = ll > 0 && rr > 0 ? Math.max(-1, Math.min(1, lr / Math.sqrt(ll * rr))) : null;
  const sorted = correlations.slice().sort();
  const balance = left.square > 0 && right.square > 0 ? 10 * Math.log10(right.square / left.square) : null;
  const together = (left.square + right.square + 2 * product) / (2 * (left.square + right.square));
  return {
    kind: kindOf(correlation, balance),
    correlation,
    lowestCorrelation: sorted.length > 0 ? sorted[Math.floor(sorted.length * 0.05)]! : null,
    outOfPhaseShare:
      sorted.length > 0 ? sorted.filter((value) => value < OUT_OF_PHASE).length / sorted.length : 0,
    balance,
    monoLoss: together > 0 ? Math.max(MOST_LOSS, 10 * Math.log10(together)) : MOST_LOSS,
    confidence: Math.min(1, seconds / LEAST_SECONDS),
  };
}

/** Channels that are silent beside others that are not, by number from 0. */
export function deadChannels({ channels }: SampleTotals): number[] {
  const loudest = channels.reduce((most, { square }) => Math.max(most, square), 0);
  return channels.flatMap(({ square }, c) =>
    loudest > 0 && square < loudest * 10 ** (-DEAD_DISTANCE / 10) ? [c] : [],
  );
}

function kindOf(correlation: number | null, balance: number | null): StereoKind {
  if (balance === null || Math.abs(balance) > DEAD_DISTANCE) return "one_sided";
  if (correlation === null) return "stereo";
  if (correlation ** 2 >= SAME && correlation > 0) return "mono_in_stereo";
  return correlation < INVERTED ? "inverted_phase" : "stereo";
}

/** Energy about the mean. */
function variance({ sum, square }: { sum: number; square: number }, frames: number): number {
  const centred = square - (sum * sum) / frames;
  return centred > NEGLIGIBLE * square ? centred : 0;
}
