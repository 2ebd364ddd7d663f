import { TEMPO_FEATURE_COUNT, TEMPO_GRID, TEMPO_STEP } from "./tempo-features.ts";

/** A tempo in beats a minute and how probable it is, 0 to 1, that it is right within 4 %. */
export interface RatedTempo {
  bpm: number;
  confidence: number;
}

/** Grid steps on either side of a tempo that still count as that tempo: the customary 4 %. */
const TOLERANCE_STEPS = 4;

/** Grid steps within which two tempi are the same peak of the posterior. */
const PEAK_STEPS = 8;

/**
 * Probability of each candidate tempo: the softmax of the weighted sums of its features.
 *
 * @param features of `tempoFeatures`
 * @param weights one a feature
 * @param possible 0 for candidates that are ruled out (`possibleTempi`); ignored when it rules out all, or is null
 */
export function tempoPosterior(
  features: Float64Array,
  weights: ArrayLike<number>,
  possible: Uint8Array | null,
): Float64Array {
  const posterior = new Float64Array(features.length / TEMPO_FEATURE_COUNT);
  for (let i = 0; i < posterior.length; i++) {
    const row = i * TEMPO_FEATURE_COUNT;
    let sum = 0;
    for (let j = 0; j < TEMPO_FEATURE_COUNT; j++) sum += weights[j]! * features[row + j]!;
    posterior[i] = sum;
  }
  const highest = posterior.reduce((a, b) => Math.max(a, b));
  const any = possible?.includes(1);
  for (let i = 0; i < posterior.length; i++) {
    posterior[i] = any && !possible![i] ? 0 : Math.exp(posterior[i]! - highest);
  }
  const sum = posterior.reduce((a, b) => a + b);
  return posterior.map((value) => value / sum);
}

/** The most probable tempi of a posterior, best first, with the probability within 4 % of each. */
export function tempoPeaks(posterior: Float64Array): { best: RatedTempo; alternative: RatedTempo | null } {
  const smooth = smoothed(posterior);
  const first = highestPeak(smooth, () => true);
  const second = highestPeak(smooth, (i) => Math.abs(i - first) > PEAK_STEPS);
  return {
    best: peakAt(posterior, smooth, first),
    alternative: second < 0 ? null : peakAt(posterior, smooth, second),
  };
}

function highestPeak(curve: Float64Array, allowed: (index: number) => boolean): number {
  let best = -1;
  for (let i = 0; i < curve.length; i++) {
    const isPeak = curve[i]! > 0 && curve[i]! >= (curve[i - 1] ?? 0) && curve[i]! >= (curve[i + 1] ?? 0);
    if (isPeak && allowed(i) && (best < 0 || curve[i]! > curve[best]!)) best = i;
  }
  return best;
}

/** Reads a peak between grid points, from the parabola through the logarithms of three. */
function peakAt(posterior: Float64Array, smooth: Float64Array, index: number): RatedTempo {
  let mass = 0;
  for (let i = index - TOLERANCE_STEPS; i <= index + TOLERANCE_STEPS; i++) mass += posterior[i] ?? 0;
  const before = Math.log(smooth[index - 1] || smooth[index]!);
  const here = Math.log(smooth[index]!);
  const after = Math.log(smooth[index + 1] || smooth[index]!);
  const curvature = before - 2 * here + after;
  const shift = curvature < 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * curvature))) : 0;
  return { bpm: TEMPO_GRID[index]! * Math.exp(shift * TEMPO_STEP), confidence: Math.min(1, mass) };
}

/** Neighbouring candidates support one another, so that a broad true peak beats a narrow accidental one. */
function smoothed(curve: Float64Array): Float64Array {
  return curve.map((_, i) => {
    let sum = 0;
    for (let d = -TOLERANCE_STEPS; d <= TOLERANCE_STEPS; d++)
      sum += (curve[i + d] ?? 0) * Math.exp((-d * d) / 8);
    return sum;
  });
}
