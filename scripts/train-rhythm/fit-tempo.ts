import { mulberry32, permutation } from "../../models/learning/random.ts";
import { possibleTempi } from "../../src/audio/rhythm/metronome.ts";
import { type TempoSignals, tempoEvidence } from "../../src/audio/rhythm/tempo-evidence.ts";
import { TEMPO_FEATURE_COUNT, TEMPO_GRID, TEMPO_PRIOR_COUNT } from "../../src/audio/rhythm/tempo-features.ts";
import { tempoPeaks, tempoPosterior } from "../../src/audio/rhythm/tempo-posterior.ts";
import { type Annotation, dominantTempo } from "../rhythm-tonal/annotations.ts";
import { isTempo, isTempoOrMultiple, type Outcome } from "../rhythm-tonal/scores.ts";
import { type Example, fitConditionalLogit } from "./conditional-logit.ts";

/** Width of the annotated tempo's bell on the logarithmic scale: annotations are about this exact. */
const ANNOTATION_WIDTH = 0.018;

/** L2 penalties, chosen by cross-validation from .05 to .25; the prior over tempi needs less. */
const PENALTY = Array.from({ length: TEMPO_FEATURE_COUNT }, (_, j) =>
  j <= TEMPO_FEATURE_COUNT - TEMPO_PRIOR_COUNT ? 0.1 : 0.005,
);

export interface TempoExample extends Example {
  annotation: Annotation;
  /** Candidates that are not ruled out. */
  possible: Uint8Array;
}

export interface TempoOutcome extends Outcome {
  annotation: Annotation;
  bpm: number;
  octaveRight: boolean;
}

/** Features and annotated tempi of one recording. @throws Error when it has no onsets */
export function tempoExample(annotation: Annotation, signals: TempoSignals): TempoExample {
  const evidence = tempoEvidence(signals);
  if (evidence === null) throw new Error(`${annotation.file} has no onsets.`);
  const target = TEMPO_GRID.map((candidate) => {
    let sum = 0;
    for (const { bpm, share } of annotation.tempi) {
      sum += share * Math.exp(-0.5 * (Math.log(candidate / bpm) / ANNOTATION_WIDTH) ** 2);
    }
    return sum;
  });
  const total = target.reduce((a, b) => a + b);
  return {
    annotation,
    possible: possibleTempi(evidence.tempogram),
    features: evidence.features,
    target: target.map((value) => value / total),
  };
}

export function fitTempo(examples: readonly TempoExample[]): Float64Array {
  return fitConditionalLogit(examples, PENALTY);
}

/** Estimates with the given weights; confidences are not calibrated. */
export function applyTempo(examples: readonly TempoExample[], weights: ArrayLike<number>): TempoOutcome[] {
  return examples.map(({ annotation, features, possible }) => {
    const { best } = tempoPeaks(tempoPosterior(features, weights, possible));
    const truth = dominantTempo(annotation);
    return {
      annotation,
      bpm: best.bpm,
      confidence: best.confidence,
      right: isTempo(best.bpm, truth),
      octaveRight: isTempoOrMultiple(best.bpm, truth),
    };
  });
}

const FOLDS = 8;
const REPEATS = 2;

/** Repeated 8-fold cross-validation of the weights: no recording is judged by weights that have seen it. */
export function crossValidateTempo(examples: readonly TempoExample[]): TempoOutcome[] {
  const outcomes: TempoOutcome[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const order = permutation(examples.length, mulberry32(repeat + 1)).map((i) => examples[i]!);
    for (let fold = 0; fold < FOLDS; fold++) {
      const weights = fitTempo(order.filter((_, i) => i % FOLDS !== fold));
      outcomes.push(
        ...applyTempo(
          order.filter((_, i) => i % FOLDS === fold),
          weights,
        ),
      );
    }
  }
  return outcomes;
}
