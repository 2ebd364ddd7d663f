/** One training example: rows of features, one a candidate, and how probable each candidate is. */
export interface Example {
  /** Row-major, candidates × features. */
  features: Float64Array;
  /** One value a candidate, summing to 1. */
  target: Float64Array;
}

/**
 * Fits a conditional logit (McFadden 1974) by penalised maximum likelihood with Newton's method; the problem is convex.
 *
 * @param examples all with the same numbers of candidates and features
 * @param penalty L2 penalty of each feature's weight (its length is the number of features)
 * @returns the weights
 */
export function fitConditionalLogit(examples: readonly Example[], penalty: readonly number[]): Float64Array {
  const weights = new Float64Array(penalty.length);
  for (let iteration = 0; iteration < 25; iteration++) {
    const { gradient, hessian } = derivatives(examples, penalty, weights);
    const step = solve(hessian, gradient);
    // A full Newton step can overshoot far from the optimum; limiting its length is enough here.
    const length = Math.hypot(...step);
    const scale = Math.min(1, 10 / length);
    for (let j = 0; j < weights.length; j++) weights[j]! -= scale * step[j]!;
    if (length < 1e-8) break;
  }
  return weights;
}

function derivatives(examples: readonly Example[], penalty: readonly number[], weights: Float64Array) {
  const n = penalty.length;
  const gradient = Float64Array.from({ length: n }, (_, j) => 2 * penalty[j]! * weights[j]!);
  const hessian = Array.from({ length: n }, (_, i) => {
    const row = new Float64Array(n);
    row[i] = 2 * penalty[i]!;
    return row;
  });
  for (const { features, target } of examples) {
    const probability = softmax(features, weights, target.length);
    const mean = new Float64Array(n);
    for (let c = 0; c < target.length; c++) {
      const p = probability[c]!;
      const excess = p - target[c]!;
      for (let i = 0; i < n; i++) {
        const value = features[c * n + i]!;
        gradient[i]! += excess * value;
        mean[i]! += p * value;
        const row = hessian[i]!;
        for (let j = 0; j <= i; j++) row[j]! += p * value * features[c * n + j]!;
      }
    }
    for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) hessian[i]![j]! -= mean[i]! * mean[j]!;
  }
  return { gradient, hessian };
}

function softmax(features: Float64Array, weights: Float64Array, candidates: number): Float64Array {
  const n = weights.length;
  const scores = new Float64Array(candidates);
  for (let c = 0; c < candidates; c++)
    for (let j = 0; j < n; j++) scores[c]! += weights[j]! * features[c * n + j]!;
  const highest = Math.max(...scores);
  let sum = 0;
  for (let c = 0; c < candidates; c++) {
    scores[c] = Math.exp(scores[c]! - highest);
    sum += scores[c]!;
  }
  return scores.map((value) => value / sum);
}

/** Solves a symmetric positive definite system, given by its lower triangle, by Cholesky decomposition. */
function solve(lower: Float64Array[], right: Float64Array): Float64Array {
  const n = right.length;
  const l = lower.map((row) => row.slice());
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = l[i]![j]!;
      for (let k = 0; k < j; k++) sum -= l[i]![k]! * l[j]![k]!;
      l[i]![j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / l[j]![j]!;
    }
  }
  const x = right.slice();
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= l[i]![k]! * x[k]!;
    x[i]! /= l[i]![i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= l[k]![i]! * x[k]!;
    x[i]! /= l[i]![i]!;
  }
  return x;
}
