/** A source of numbers in [0, 1) that depends on nothing but its seed. */
export type Random = () => number;

/**
 * The mulberry32 generator (Tommy Ettinger, public domain): 32 bits of state, period 2^32, plenty for shuffling and the same on
 * every machine, which `Math.random` is not.
 *
 * @param seed any integer; only its low 32 bits count
 */
export function mulberry32(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * A random order of 0 … count − 1 (Fisher and Yates).
 *
 * @param count how many numbers, 0 or more
 */
export function permutation(count: number, random: Random): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const held = order[last]!;
    order[last] = order[other]!;
    order[other] = held;
  }
  return order;
}
