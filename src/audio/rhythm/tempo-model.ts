/**
 * Weights of the tempo model, one a feature of `tempoFeatures`: all bands, bass, prior.
 *
 * Fitted by `scripts/evaluate-rhythm-tonal.ts --fit` (conditional logit, L2) to 111 excerpts of 10 to 30 s of
 * Western popular, dance, jazz and classical music: half of the MIREX/ISMIR 2004 style beat annotations "tempo-beats" (61) and
 * 50 clips of GTZAN. Only these figures derive from the recordings. Share right within 4 % by repeated 8-fold
 * cross-validation (in brackets: also counting double, triple, half and third): GTZAN .795 (.960), tempo-beats .689 (.943);
 * fitted on the one set and scored on the other: .760 (.960) and .623 (.934). librosa 0.11: .600 (.820) and .492 (.820).
 */
export const TEMPO_WEIGHTS: readonly number[] = [
  // All bands: self-similarity at 1/4, 1/3, 1/2, 2/3, 1, 3/2, 2, 3, 4 periods; magnitude at the same multiples of the frequency.
  1.358,
  -0.733, 1.143, -0.921, 5.253, 0.499, 3.078, -1.533, -0.239, -0.367, -0.172, 0.093, -1.305, 5.234, 0.783,
  1.991, -1.068, -1.525,
  // Bass: the same.
  0.194, 0.631, -0.547, 0.149, 0.41, -0.264, -0.239, -0.233, 1.529, -2.039, 1.193, 3.309, 0.208, 3.53, 0.433,
  0.242, 0.013, -1.316,
  // Prior: octaves from 120 times density, plain, squared, cubed.
  1.937, -1.98, -2.069, 0.256,
];

/** Turns log-odds of the posterior into those of being right; fitted to the estimates of the same cross-validation. */
export const TEMPO_CALIBRATION = { offset: 0.524, slope: 1.036 } as const;
