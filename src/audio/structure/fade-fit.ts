/** One way a level can come up from silence: decibels below the level reached, at share `x` (0 to 1) of the fade. */
type Curve = (x: number) => number;

/** Amplitude that grows as a power of time (1 is the straight line of most editors), and straight lines in decibels. */
const CURVES: readonly Curve[] = [
  ...[0.5, 1, 2, 3].map((power) => (x: number) => 20 * power * Math.log10(x)),
  ...[20, 30, 45].map((drop) => (x: number) => drop * (x - 1)),
];

/** The best fade at the start of a run of levels. */
export interface FadeFit {
  /** Steps that the fade takes. */
  length: number;
  /** The level that it reaches. */
  reached: number;
  /** Decibels from the start of its curve to there. */
  drop: number;
  /** Share of the level's variance, over the fade and as long again, that the fade explains. */
  explained: number;
  /** Root mean square of what it leaves, in decibels. */
  error: number;
}

/**
 * Fits a fade followed by an even level.
 *
 * @param levels decibels above a floor, not negative, from the first sound on
 * @param shortest fewest steps of a fade
 * @param longest most steps
 * @param lead steps by which the levels run ahead, as they are the loudest moments nearby
 * @returns null when there are too few levels
 */
export function fitFade(
  levels: Float64Array,
  shortest: number,
  longest: number,
  lead: number,
): FadeFit | null {
  let best: FadeFit | null = null;
  let least = Number.POSITIVE_INFINITY;
  const last = Math.min(longest, Math.floor(levels.length * 0.6));
  const window = Math.min(levels.length, Math.ceil(1.5 * last));
  // Lengths 5 % apart: finer than anybody hears, and a third of the work.
  for (let length = shortest; length <= last; length += Math.ceil(length / 20)) {
    const reached = medianOf(levels.subarray(length, window));
    for (const curve of CURVES) {
      const model = (step: number) =>
        step >= length
          ? reached
          : Math.max(0, reached + curve(Math.min(1, (step + 0.5 + lead) / (length + lead))));
      let total = 0;
      for (let step = 0; step < window; step++) total += (levels[step]! - model(step)) ** 2;
      if (total >= least) continue;
      least = total;
      best = {
        length,
        reached,
        drop: reached - model(0),
        ...quality(levels.subarray(0, 2 * length), length, model),
      };
    }
  }
  return best;
}

/** Judged over the fade and as long again: within the fade alone any wobble would be explained by its own slope. */
function quality(levels: Float64Array, length: number, model: (step: number) => number) {
  const mean = levels.reduce((a, b) => a + b, 0) / levels.length;
  let left = 0;
  let variance = 0;
  let inside = 0;
  for (let step = 0; step < levels.length; step++) {
    const residual = (levels[step]! - model(step)) ** 2;
    left += residual;
    variance += (levels[step]! - mean) ** 2;
    if (step < length) inside += residual;
  }
  return { explained: variance > 0 ? 1 - left / variance : 0, error: Math.sqrt(inside / length) };
}

function medianOf(values: Float64Array): number {
  return Float64Array.from(values).sort()[Math.floor(values.length / 2)] ?? 0;
}
