import { possibleTempi } from "./metronome.ts";
import { refineTempo } from "./refine-tempo.ts";
import { type TempoSignals, tempoEvidence, tempoSignals } from "./tempo-evidence.ts";
import { TEMPO_CALIBRATION, TEMPO_WEIGHTS } from "./tempo-model.ts";
import { type RatedTempo, tempoPeaks, tempoPosterior } from "./tempo-posterior.ts";
import type { Tempogram } from "./tempogram.ts";

export interface TempoEstimate {
  /** Beats a minute, or null where there is nothing to count. */
  bpm: number | null;
  /** The chance, 0 to 1, that `bpm` is within 4 % of the tempo people would tap. */
  confidence: number;
  /** The next best tempo: mostly half or double the first. */
  alternative: RatedTempo | null;
}

const NO_TEMPO: TempoEstimate = { bpm: null, confidence: 0, alternative: null };

/** Less than this many seconds, or onsets, cannot show that a beat repeats. */
const SHORTEST_SECONDS = 2;
const FEWEST_ONSETS = 4;

/**
 * Mean rise of the bands in decibels below which the ripples of a steady tone are all there is: a drone has .05, the calmest of
 * 111 excerpts of music .8.
 */
const LEAST_STRENGTH = 0.1;

/**
 * Estimates the tempo of a recording with a steady beat.
 *
 * A conditional logit over 231 candidate tempi reads an autocorrelation and a Fourier tempogram (`tempoFeatures`) and gives
 * every candidate a probability; the answer is the most probable one, sharpened (`refineTempo`), and its confidence the probability
 * within 4 %, calibrated. It keeps the stages of Percival & Tzanetakis, "Streamlined tempo estimation based on autocorrelation
 * and cross-correlation with pulses" (2014), but learns the harmonic enhancement and the octave decision in one step
 * (there a second classifier; see also Schreiber & Müller 2017).
 *
 * @param onsetEnvelope onset strength in decibels, one value a frame, not negative; above a mean of .1 its scale does not matter
 * @param frameRate frames a second; 20 to 200
 * @param bassEnvelope onset strength of the lowest bands (`bassOnsetStrength`); without it, octave errors are more frequent
 * @param beatActivation log-odds of a beat at each frame (`activationOf`); without it, errors are a little more frequent
 * @returns `bpm` null for silence, a steady tone, a constant envelope, values that are not numbers, less than 2 seconds or 4 onsets
 */
export function estimateTempo(
  onsetEnvelope: Float32Array,
  frameRate: number,
  bassEnvelope: Float32Array = onsetEnvelope,
  beatActivation: Float32Array | null = null,
  weights: readonly number[] = TEMPO_WEIGHTS,
): TempoEstimate {
  const signals = tempoSignals(onsetEnvelope, frameRate, bassEnvelope, beatActivation);
  return tempoOfSignals(onsetEnvelope, signals, weights).tempo;
}

/** The same from signals that are needed for more, and the tempogram of the bass, null where that has no accents. */
export function tempoOfSignals(
  onsetEnvelope: Float32Array,
  signals: TempoSignals,
  weights: readonly number[],
): { tempo: TempoEstimate; bassTempogram: Tempogram | null } {
  const { frameRate } = signals;
  const nothing = { tempo: NO_TEMPO, bassTempogram: null };
  const seconds = onsetEnvelope.length / frameRate;
  if (seconds < SHORTEST_SECONDS || signals.density * seconds < FEWEST_ONSETS) return nothing;
  if (onsetEnvelope.reduce((a, b) => a + b) < LEAST_STRENGTH * onsetEnvelope.length) return nothing;
  const evidence = tempoEvidence(signals);
  if (evidence === null) return nothing;
  const posterior = tempoPosterior(evidence.features, weights, possibleTempi(evidence.tempogram));
  const { best, alternative } = tempoPeaks(posterior);
  const answer = (peak: RatedTempo) =>
    calibrated({ ...peak, bpm: refineTempo(onsetEnvelope, frameRate, peak.bpm) });
  const tempo = { ...answer(best), alternative: alternative && answer(alternative) };
  return { tempo, bassTempogram: evidence.bassTempogram };
}

/** Platt scaling: a logistic curve over the log-odds of the raw probability. */
function calibrated({ bpm, confidence }: RatedTempo): RatedTempo {
  const p = Math.min(1 - 1e-6, Math.max(1e-6, confidence));
  const { offset, slope } = TEMPO_CALIBRATION;
  return { bpm, confidence: 1 / (1 + Math.exp(-(offset + slope * Math.log(p / (1 - p))))) };
}
