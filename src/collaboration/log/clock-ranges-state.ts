/** Ranges `[from, to)` of one client's clock, in order, none touching the next. */
export type Ranges = readonly (readonly [from: number, to: number])[];

/**
 * Ranges that others are added to, in place: whoever deletes every second letter of a long text makes tens of thousands, and what
 * copied or walked them all for each more would take minutes.
 */
export class ClockRanges {
  readonly #ranges: (readonly [from: number, to: number])[] = [];

  get all(): Ranges {
    return this.#ranges;
  }

  /** Adds a range, `from` < `to`. @returns what of it was not among them */
  add(from: number, to: number): Ranges {
    const first = this.#firstEndingAtOrAfter(from);
    const added: [number, number][] = [];
    let [start, end] = [from, to];
    let uncovered = from;
    let next = first;
    for (; next < this.#ranges.length; next++) {
      const [a, b] = this.#ranges[next]!;
      if (a > to) break;
      if (a > uncovered) added.push([uncovered, a]);
      uncovered = Math.max(uncovered, b);
      start = Math.min(start, a);
      end = Math.max(end, b);
    }
    if (uncovered < to) added.push([uncovered, to]);
    this.#ranges.splice(first, next - first, [start, end]);
    return added;
  }

  #firstEndingAtOrAfter(clock: number): number {
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ranges[middle]![1] < clock) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
