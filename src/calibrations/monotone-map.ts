/** A map that never falls: straight lines between knots, level beyond the first and the last. */
export interface MonotoneMap {
  /** Ascending, no two the same; one knot at the least. */
  from: number[];
  /** As long as `from`, never falling. */
  to: number[];
}

/** The value that a map gives to `x`. */
export function mapped({ from, to }: MonotoneMap, x: number): number {
  let low = 0;
  let high = from.length - 1;
  if (x <= from[low]!) return to[low]!;
  if (x >= from[high]!) return to[high]!;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (from[middle]! <= x) low = middle;
    else high = middle;
  }
  const share = (x - from[low]!) / (from[high]! - from[low]!);
  // Rounding must not carry a value past its neighbours.
  return Math.min(to[high]!, to[low]! + share * (to[high]! - to[low]!));
}

/** Leaves out the knots inside a level stretch, which change nothing. */
export function withoutIdleKnots({ from, to }: MonotoneMap): MonotoneMap {
  const kept = from.map((_, i) => i).filter((i) => !(to[i] === to[i - 1] && to[i] === to[i + 1]));
  return { from: kept.map((i) => from[i]!), to: kept.map((i) => to[i]!) };
}

/** A map as it is kept: six significant digits, and of knots that then coincide the last. */
export function roundedMap({ from, to }: MonotoneMap): MonotoneMap {
  const six = (value: number) => Number(value.toPrecision(6));
  const knots = new Map(from.map((x, i) => [six(x), six(to[i]!)]));
  return { from: [...knots.keys()], to: [...knots.values()] };
}
