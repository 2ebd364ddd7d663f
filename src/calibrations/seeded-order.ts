import { createHash } from "node:crypto";

/** A source of numbers in [0, 1) that depends on nothing but its seed. */
export type Random = () => number;

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, the same on every machine. */
export function randomFrom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A seed that depends on a content only: the same content is always judged on the same folds. */
export function seedOf(content: string): number {
  return createHash("sha256").update(content).digest().readInt32BE(0);
}

/** Deals `count` items into folds of almost equal size, at random: the fold of each. */
export function dealFolds(count: number, folds: number, random: Random): Int32Array {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const held = order[last]!;
    order[last] = order[other]!;
    order[other] = held;
  }
  const dealt = new Int32Array(count);
  for (let position = 0; position < count; position++) dealt[order[position]!] = position % folds;
  return dealt;
}
