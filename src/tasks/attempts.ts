/** Attempts a task gets before it is given up, whatever ended them: an error, a crash, or silence. */
export const MAX_ATTEMPTS = 4;

/**
 * How long to wait before the next attempt, in whole seconds as queues count them: four times as long each time.
 * @param attempt the attempt that has just failed, from 1
 * @param first the wait after the first one, in seconds: 2 makes it 2, 8, then 32
 */
export function backOffSeconds(attempt: number, first: number): number {
  return Math.round(first * 4 ** Math.min(Math.max(attempt, 1) - 1, 2));
}
