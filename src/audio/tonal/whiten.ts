import { LEVEL_STEPS, LOWEST_DECIBELS, SEMITONES } from "./tonal-frames.ts";

/** Decibels below a frame's loudest semitone, and of a full-scale sine, under which nothing counts. */
const RANGE = 60;
const FLOOR = -90;
/** Decibels above the surroundings that become 1. */
const UNIT = 10;
const HIGHEST = 2.5;

/**
 * How far each semitone of a frame stands out of its surroundings: 0 at or under their mean, 1 at 10 dB above it, 2.5 at most.
 * Neither gain nor the tilt of an equaliser changes it much (after the spectral whitening of Mauch & Dixon, ISMIR 2010).
 *
 * @param levels of `TonalFrames`; the frame's begin at `at`
 * @param reach semitones on each side that make up the surroundings
 * @param target receives 84 values from `to` on
 */
export function whiten(
  levels: Uint8Array,
  at: number,
  reach: number,
  target: Float32Array,
  to: number,
): void {
  let loudest = 0;
  for (let s = 0; s < SEMITONES; s++) loudest = Math.max(loudest, levels[at + s]!);
  const floor = Math.max(loudest - RANGE * LEVEL_STEPS, (FLOOR - LOWEST_DECIBELS) * LEVEL_STEPS);
  let sum = 0;
  let count = 0;
  for (let s = 0; s < reach; s++, count++) sum += Math.max(floor, levels[at + s]!);
  for (let s = 0; s < SEMITONES; s++) {
    if (s + reach < SEMITONES) {
      sum += Math.max(floor, levels[at + s + reach]!);
      count++;
    }
    if (s > reach) {
      sum -= Math.max(floor, levels[at + s - reach - 1]!);
      count--;
    }
    const height = (Math.max(floor, levels[at + s]!) - sum / count) / (UNIT * LEVEL_STEPS);
    target[to + s] = Math.min(HIGHEST, Math.max(0, height));
  }
}
