/** How often one that waits looks whether its turn has come. */
const LOOK_MS = 20;

/**
 * Lets one piece of work run at a time in this isolate. Those that wait look at the clock instead of at a promise of
 * the one before: an event that the platform ends takes its promises with it, and who waited for one would wait for ever.
 * @param longestMs work that has not ended after this long is taken for ended with its event
 */
export function createTurnstile(longestMs: number, now: () => number = Date.now) {
  let holder: { until: number } | undefined;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    while (holder && now() < holder.until) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const mine = { until: now() + longestMs };
    holder = mine;
    try {
      return await work();
    } finally {
      if (holder === mine) holder = undefined;
    }
  };
}
