/** Ranges `[from, to)` of one client's clock, in order, none touching the next. */
export type Ranges = readonly (readonly [from: number, to: number])[];

/**
 * Adds a range to others.
 * @returns the ranges with it, and what of it was not among them
 */
export function addRange(ranges: Ranges, from: number, to: number): { ranges: Ranges; added: Ranges } {
  const added: [number, number][] = [];
  const kept: [number, number][] = [];
  let [start, end] = [from, to];
  let uncovered = from;
  for (const [a, b] of ranges) {
    if (b < from || a > to) {
      kept.push([a, b]);
      continue;
    }
    if (a > uncovered) added.push([uncovered, Math.min(a, to)]);
    uncovered = Math.max(uncovered, b);
    start = Math.min(start, a);
    end = Math.max(end, b);
  }
  if (uncovered < to) added.push([uncovered, to]);
  if (end > start) kept.push([start, end]);
  kept.sort(([a], [b]) => a - b);
  return { ranges: kept, added };
}
