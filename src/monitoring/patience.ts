/** How often it is looked how long has been waited, ms. */
const LOOK_EVERY_MS = 250;

/**
 * Settles as `promise` does, or rejects once there was no answer for `ms` in which this isolate ran. A time in which it stood
 * still itself, on a machine that was busy with something else or asleep, counts as one look: what had been answered by
 * then is read before the next one. The timer belongs to the request that waits.
 */
export function answerWithin<T>(promise: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout>;
    const wait = (left: number) => {
      if (left <= 0) return reject(new Error(`No answer within ${ms} ms`));
      const stretch = Math.min(left, LOOK_EVERY_MS);
      timer = setTimeout(() => wait(left - stretch), stretch);
    };
    wait(ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
