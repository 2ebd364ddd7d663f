import { TEMPO_FEATURE_COUNT, TEMPO_GRID, tempoFeatures } from "../../src/audio/rhythm/tempo-features.ts";
import { accentsOf, onsetDensity } from "../../src/audio/rhythm/onset-accents.ts";
import { readPosterior, tempoPosterior } from "../../src/audio/rhythm/tempo.ts";
import { tempogramOf } from "../../src/audio/rhythm/tempogram.ts";
import { type Annotation, dominantTempo } from "./annotations.ts";
import { type Example, fitConditionalLogit } from "./conditional-logit.ts";
import { isTempo, isTempoOrMultiple, type Outcome } from "./scores.ts";

/** Width of the annotated tempo's bell on the logarithmic scale: annotations are about this exact. */
const ANNOTATION_WIDTH = 0.018;

/** L2 penalties, chosen by cross-validation from .005, .02, .1 and .3; the four of the prior need less. */
const PENALTY = Array.from({ length: TEMPO_FEATURE_COUNT }, (_, j) => (j < TEMPO_FEATURE_COUNT - 3 ? 0.02 : 0.002));

const FOLDS = 8;
const REPEATS = 4;

export interface TempoExample extends Example {
  annotation: Annotation;
}

export interface TempoOutcome extends Outcome {
  annotation: Annotation;
  bpm: number;
  octaveRight: boolean;
}

/** Features and annotated tempi of one recording. */
export function tempoExample(annotation: Annotation, onsetEnvelope: Float32Array, frameRate: number): TempoExample {
  const tempogram = tempogramOf(accentsOf(onsetEnvelope, frameRate), frameRate);
  if (tempogram === null) throw new Error(`${annotation.file} is silent`);
  const features = tempoFeatures(tempogram, onsetDensity(onsetEnvelope, frameRate));
  const target = TEMPO_GRID.map((candidate) => {
    let sum = 0;
    for (const { bpm, share } of annotation.tempi) {
      sum += share * Math.exp(-0.5 * (Math.log(candidate / bpm) / ANNOTATION_WIDTH) ** 2);
    }
    return sum;
  });
  const total = target.reduce((a, b) => a + b);
  return { annotation, features, target: target.map((value) => value / total) };
}

export function fitTempo(examples: readonly TempoExample[]): Float64Array {
  return fitConditionalLogit(examples, PENALTY);
}

/** Estimates with the given weights; confidences are not calibrated. */
export function applyTempo(examples: readonly TempoExample[], weights: ArrayLike<number>): TempoOutcome[] {
  return examples.map(({ annotation, features }) => {
    const { best } = readPosterior(tempoPosterior(features, weights));
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
      outcomes.push(...applyTempo(order.filter((_, i) => i % FOLDS === fold), weights));
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
