import { accentsOf, hasOnsets, onsetDensity } from "./onset-accents.ts";
import { TEMPO_FEATURE_COUNT, TEMPO_GRID, TEMPO_STEP, tempoFeatures } from "./tempo-features.ts";
import { CALIBRATION, TEMPO_WEIGHTS } from "./tempo-model.ts";
import { tempogramOf } from "./tempogram.ts";

/** A tempo in beats a minute and the chance, 0 to 1, that it is within 4 % of the one people would tap. */
export interface RatedTempo {
  bpm: number;
  confidence: number;
}

export interface TempoEstimate {
  /** Beats a minute, or null where there is nothing to count. */
  bpm: number | null;
  /** The chance, 0 to 1, that `bpm` is within 4 % of the tempo people would tap. */
  confidence: number;
  /** The next best tempo: mostly half or double the first. */
  alternative: RatedTempo | null;
}

const NO_TEMPO: TempoEstimate = { bpm: null, confidence: 0, alternative: null };

/** Less than this many seconds cannot show that a beat repeats. */
const SHORTEST_SECONDS = 2;

/** Grid steps on either side of a tempo that still count as that tempo: the customary 4 %. */
const TOLERANCE_STEPS = 4;

/** Grid steps below which two tempi are the same peak of the posterior. */
const PEAK_STEPS = 8;

/**
 * Estimates the tempo of a recording with a steady beat.
 *
 * A conditional logit over 231 candidate tempi reads an autocorrelation and a Fourier tempogram (`tempoFeatures`) and gives
 * every candidate a probability; the answer is the most probable one, interpolated, and its confidence the probability
 * within 4 %, calibrated. It keeps the stages of Percival & Tzanetakis (2014), with the harmonic enhancement
 * and the octave decision (there a second, separate classifier; see also Schreiber & Müller 2017) learned in one step.
 *
 * @param onsetEnvelope onset strength, one value a frame, not negative; its scale does not matter
 * @param frameRate frames a second; 20 to 200
 * @returns `bpm` null for silence, a constant envelope, values that are not numbers, or less than 2 seconds
 */
export function estimateTempo(onsetEnvelope: Float32Array, frameRate: number): TempoEstimate {
  if (onsetEnvelope.length < SHORTEST_SECONDS * frameRate || !hasOnsets(onsetEnvelope)) return NO_TEMPO;
  const tempogram = tempogramOf(accentsOf(onsetEnvelope, frameRate), frameRate);
  if (tempogram === null) return NO_TEMPO;
  const posterior = tempoPosterior(
    tempoFeatures(tempogram, onsetDensity(onsetEnvelope, frameRate)),
    TEMPO_WEIGHTS,
  );
  const { best, alternative } = readPosterior(posterior);
  return {
    bpm: best.bpm,
    confidence: calibrated(best.confidence),
    alternative: alternative && { bpm: alternative.bpm, confidence: calibrated(alternative.confidence) },
  };
}

/** Probability of each candidate of `TEMPO_GRID`: the softmax of the weighted sum of its features. */
export function tempoPosterior(features: Float64Array, weights: ArrayLike<number>): Float64Array {
  const scores = new Float64Array(TEMPO_GRID.length);
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < scores.length; i++) {
    let score = 0;
    for (let j = 0; j < TEMPO_FEATURE_COUNT; j++)
      score += weights[j]! * features[i * TEMPO_FEATURE_COUNT + j]!;
    scores[i] = score;
    if (score > highest) highest = score;
  }
  let sum = 0;
  for (let i = 0; i < scores.length; i++) {
    scores[i] = Math.exp(scores[i]! - highest);
    sum += scores[i]!;
  }
  return scores.map((value) => value / sum);
}

/** The two most probable tempi of a posterior, with the probability within 4 % of each (not yet calibrated). */
export function readPosterior(posterior: Float64Array): { best: RatedTempo; alternative: RatedTempo | null } {
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
    const isPeak = curve[i]! >= (curve[i - 1] ?? 0) && curve[i]! >= (curve[i + 1] ?? 0);
    if (isPeak && allowed(i) && (best < 0 || curve[i]! > curve[best]!)) best = i;
  }
  return best;
}

function peakAt(posterior: Float64Array, smooth: Float64Array, index: number): RatedTempo {
  let mass = 0;
  for (let i = index - TOLERANCE_STEPS; i <= index + TOLERANCE_STEPS; i++) mass += posterior[i] ?? 0;
  const before = Math.log(smooth[index - 1] ?? smooth[index]!);
  const here = Math.log(smooth[index]!);
  const after = Math.log(smooth[index + 1] ?? smooth[index]!);
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

/** Platt scaling: a logistic curve over the log-odds of the raw probability. */
function calibrated(probability: number): number {
  const p = Math.min(1 - 1e-6, Math.max(1e-6, probability));
  return 1 / (1 + Math.exp(-(CALIBRATION.offset + CALIBRATION.slope * Math.log(p / (1 - p)))));
}
