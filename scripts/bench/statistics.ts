/**
 * The value below which a share of the sorted values lies, interpolated between neighbours (Hyndman and Fan's
 * definition 7, the default of R and NumPy).
 * @param sorted ascending, at least one
 * @param share 0 to 1
 * @throws RangeError when there is no value, or the share is none
 */
export function percentile(sorted: readonly number[], share: number): number {
  if (sorted.length === 0) throw new RangeError("there are no values");
  if (!(share >= 0 && share <= 1)) throw new RangeError(`${share} is not between 0 and 1`);
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)]!;
  const above = sorted[Math.ceil(position)]!;
  return below + (above - below) * (position - Math.floor(position));
}

/**
 * The middle of some values, in any order.
 * @throws RangeError when there is none
 */
export function median(values: readonly number[]): number {
  return percentile(ascending(values), 0.5);
}

export interface Spread {
  p50: number;
  p95: number;
  p99: number;
}

/**
 * How values, in any order, are spread.
 * @throws RangeError when there is none
 */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = ascending(values);
  return { p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95), p99: percentile(sorted, 0.99) };
}

/**
 * How much larger one thing's values are than another's, when the two were measured in turns: the ratio of their
 * medians within each turn, and of those the middle one. Noise that comes and goes meets both sides of a turn alike.
 * @param turns values of the one and of the other, a pair a turn
 * @throws RangeError when there is no turn, or one without values
 */
export function ratioInTurns(
  turns: readonly (readonly [one: readonly number[], other: readonly number[]])[],
): number {
  return median(turns.map(([one, other]) => median(one) / median(other)));
}

function ascending(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b);
}
