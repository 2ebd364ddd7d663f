/** Decides by chance, the same way for the same seed (xorshift32, Marsaglia 2003). */
export class SeededChance {
  #state: number;

  constructor(seed: number) {
    // Zero is the one state that the generator never leaves.
    this.#state = seed | 0 || 1;
  }

  /** A number from 0 up to, and without, 1. */
  next(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) / 2 ** 32;
  }

  /** Whether something with a chance of 0 to 1 happens. */
  happens(chance: number): boolean {
    return this.next() < chance;
  }

  /** A whole number from 0 up to, and without, the bound. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }
}
