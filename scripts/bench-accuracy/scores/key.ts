/** A tonic (0 is C, -1 none) and a mode (1 is major). */
export interface KeyName {
  key: number;
  mode: 0 | 1;
}

/** MIREX's weights: 1 for the right key, .5 a fifth above, .3 for the relative, .2 for the parallel one, else 0. */
export function mirexScore(estimate: KeyName, truth: KeyName): number {
  if (estimate.key < 0) return 0;
  const interval = (estimate.key - truth.key + 12) % 12;
  if (estimate.mode === truth.mode) return interval === 0 ? 1 : interval === 7 ? 0.5 : 0;
  if (interval === (truth.mode === 1 ? 9 : 3)) return 0.3;
  return interval === 0 ? 0.2 : 0;
}
