/** A logistic regression over standardised inputs, and how far they usually lie from what it was learned on. */
export interface LogisticModel {
  /** Of each input: mean and standard deviation of the training rows. */
  means: readonly number[];
  scales: readonly number[];
  weights: readonly number[];
  /** Of each standardised input's square, where a model has them: too much of something can be as telling as too little. */
  squares?: readonly number[];
  offset: number;
  /** Root mean square of the standardised inputs that 95 % of the training rows stay within. */
  usual: number;
}

/** Standardised inputs beyond this many deviations count as this many. */
const CLIP = 4;

/** A chance, and how familiar the inputs looked. */
export interface Verdict {
  /** 0 to 1. */
  probability: number;
  /** 1 for inputs like those learned from, falling to 0 for what lies far from all of them. */
  familiarity: number;
}

/** Applies a model to its inputs, which have to be finite. */
export function judge(model: LogisticModel, inputs: ArrayLike<number>): Verdict {
  let logit = model.offset;
  let squares = 0;
  const { weights, means, scales, squares: curved } = model;
  for (let i = 0; i < weights.length; i++) {
    const standard = (inputs[i]! - means[i]!) / scales[i]!;
    const clipped = Math.min(CLIP, Math.max(-CLIP, standard));
    logit += weights[i]! * clipped + (curved?.[i] ?? 0) * clipped * clipped;
    squares += standard * standard;
  }
  const beyond = Math.sqrt(squares / weights.length) - model.usual;
  return { probability: 1 / (1 + Math.exp(-logit)), familiarity: Math.exp(-2 * Math.max(0, beyond)) };
}
