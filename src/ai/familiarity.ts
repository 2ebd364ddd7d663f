/** How far recordings lay from the model when it was judged on ones that it had not seen. */
export interface DistanceScale {
  /** Half of them lay nearer than this. */
  median: number;
  /** 95 % of them lay nearer than this. */
  familiar: number;
}

/**
 * How much an input resembles what the model learned from: 1 up to the distance that held 95 % of unseen recordings, then falling to 0 as
 * exp(−(distance − familiar) / (familiar − median)). Never rises with distance.
 *
 * @param distance 0 or more, Infinity included, in the units of the scale
 * @returns from 0 to 1
 */
export function familiarity(distance: number, { median, familiar }: DistanceScale): number {
  return distance <= familiar ? 1 : Math.exp(-(distance - familiar) / (familiar - median));
}
