/**
 * Keeps what is costly to make for all requests of an isolate, as a value and never as a promise: a request that waits for
 * another's promise ends with it when that one's client hangs up, or hangs. Requests that come while nothing is kept yet
 * make their own, of which the first that is done stays.
 * @param lastsMs how long it is kept
 */
export function madeOnce<T>(make: () => Promise<T>, lastsMs = Number.POSITIVE_INFINITY, now = Date.now) {
  let kept: { value: T; until: number } | undefined;
  return async (): Promise<T> => {
    if (kept && now() < kept.until) return kept.value;
    const value = await make();
    if (!kept || now() >= kept.until) kept = { value, until: now() + lastsMs };
    return value;
  };
}
