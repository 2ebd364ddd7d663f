/** Attempts a task gets before it is given up, whatever ended them: an error, a crash, or silence. */
export const MAX_ATTEMPTS = 4;

/**
 * How long to wait before the next attempt: 2, 8, then 32 seconds.
 * @param attempt the attempt that has just failed, from 1
 */
export function backOffSeconds(attempt: number): number {
  return 2 * 4 ** Math.min(Math.max(attempt, 1) - 1, 2);
}
