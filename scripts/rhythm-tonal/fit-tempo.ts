import { possibleTempi } from "../../src/audio/rhythm/metronome.ts";
import { accentsOf, onsetDensity } from "../../src/audio/rhythm/onset-accents.ts";
import {
  TEMPO_FEATURE_COUNT,
  TEMPO_GRID,
  TEMPO_PRIOR_COUNT,
  tempoFeatures,
} from "../../src/audio/rhythm/tempo-features.ts";
import { tempoPeaks, tempoPosterior } from "../../src/audio/rhythm/tempo-posterior.ts";
import { tempogramOf } from "../../src/audio/rhythm/tempogram.ts";
import { type Annotation, dominantTempo } from "./annotations.ts";
import { type Example, fitConditionalLogit } from "./conditional-logit.ts";
import { isTempo, isTempoOrMultiple, type Outcome } from "./scores.ts";

/** Width of the annotated tempo's bell on the logarithmic scale: annotations are about this exact. */
const ANNOTATION_WIDTH = 0.018;

/** L2 penalties, chosen by cross-validation from .005 to .1; the prior over tempi needs less. */
const PENALTY = Array.from({ length: TEMPO_FEATURE_COUNT }, (_, j) =>
  j <= TEMPO_FEATURE_COUNT - TEMPO_PRIOR_COUNT ? 0.05 : 0.005,
);

const FOLDS = 8;
const REPEATS = 4;

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
export function tempoExample(
  annotation: Annotation,
  frameRate: number,
  onsetEnvelope: Float32Array,
  bassEnvelope: Float32Array,
): TempoExample {
  const whole = tempogramOf(accentsOf(onsetEnvelope, frameRate), frameRate);
  if (whole === null) throw new Error(`${annotation.file} has no onsets.`);
  const bass = tempogramOf(accentsOf(bassEnvelope, frameRate), frameRate) ?? whole;
  const features = tempoFeatures(whole, bass, onsetDensity(onsetEnvelope, frameRate));
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
    possible: possibleTempi(whole),
    features,
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

/** Repeated 8-fold cross-validation: no recording is judged by weights that have seen it. */
export function crossValidateTempo(examples: readonly TempoExample[]): TempoOutcome[] {
  const outcomes: TempoOutcome[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const order = shuffled(examples, repeat + 1);
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

/** A fixed shuffle for each seed (Fisher & Yates, with a Lehmer generator). */
function shuffled<T>(values: readonly T[], seed: number): T[] {
  const out = [...values];
  let state = seed * 48_271;
  for (let i = out.length - 1; i > 0; i--) {
    state = (state * 48_271) % 2_147_483_647;
    const j = state % (i + 1);
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}
