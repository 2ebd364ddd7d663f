/**
 * Weights of the tempo model, one a feature of `tempoFeatures`: all bands, bass, beat activation, prior.
 *
 * Fitted by `scripts/train-rhythm/cross-validate.ts` (conditional logit, L2) to 111 excerpts of 10 to 30 s of Western popular, dance, jazz
 * and classical music; `models/rhythm/card.md` names them and prints the scores by cross-validation.
 */
export const TEMPO_WEIGHTS: readonly number[] = [
  // All bands: self-similarity at 1/4, 1/3, 1/2, 2/3, 1, 3/2, 2, 3, 4 periods; magnitude at the same multiples of the frequency.
  0.815,
  -0.955, 0.109, -0.775, 2.466, 0.643, 2.016, -1.092, 0.339, -0.276, -0.188, 0.041, -0.709, 2.823, 0.346,
  1.218, -0.559, -0.794,
  // Bass: the same.
  0.408, 0.105, -0.604, -0.077, -0.648, -0.401, -0.242, -0.588, 1.605, -0.998, 0.34, 1.765, 0.102, 2.155,
  0.085, -0.182, -0.113, -0.696,
  // Beat activation: the same.
  0.09, 0.848, 1.2, -0.239, 4.139, -0.839, -0.083, 0.277, -1.028, 0.228, -0.054, -0.701, 0.063, 2.721, -0.189,
  1.507, 0.181, -0.416,
  // Prior: octaves from 120 times density, plain, squared, cubed.
  1.742, -1.887, -1.702, 0.144,
];

/** Turns log-odds of the posterior into those of being right; fitted to the estimates of the same cross-validation. */
export const TEMPO_CALIBRATION = { offset: 0.369, slope: 1.221 } as const;
