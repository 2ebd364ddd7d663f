import { answerWithin } from "../monitoring/index.ts";

const FIRST_BACK_OFF_MS = 1_000;
const LONGEST_BACK_OFF_MS = 30_000;
/** How long a request waits for an answer before it goes by what is known. */
const ANSWER_WITHIN_MS = 2_000;
/** An answer this late is lost: the request it was asked in has ended under it. */
const LOST_AFTER_MS = 2 * ANSWER_WITHIN_MS;

/** One isolate's attempts to ask about one thing, one at a time, further and further apart while they fail. */
export interface Attempts {
  /** Numbers the attempts; an answer to another one than the latest counts no longer. */
  latest: number;
  startedAt: number;
  isUnderWay: boolean;
  /** Failures in a row, and when asking again is worth while after them. */
  failures: number;
  retryAt: number;
}

/** What to do with what an attempt brings. */
export interface Handling<T> {
  ask: () => Promise<T>;
  now: () => number;
  /** Keeps the request's context alive, so that a client that hangs up does not take the answer along. */
  waitUntil: (promise: Promise<unknown>) => void;
  answered: (answer: T) => void;
  failed: (error: unknown) => void;
}

export function noAttempts(): Attempts {
  return { latest: 0, startedAt: 0, isUnderWay: false, failures: 0, retryAt: 0 };
}

/** Whether an attempt may be begun now. One whose answer is lost is in nobody's way. */
export function mayAttempt({ isUnderWay, startedAt, retryAt }: Attempts, now: number): boolean {
  return isUnderWay ? now - startedAt > LOST_AFTER_MS : now >= retryAt;
}

/**
 * Whether the last attempt failed and the next one is not over yet, so that a request does better to go by what is known
 * than to wait. After a pause in which nobody asked, waiting is worth while again.
 */
export function isUnreachable({ failures, retryAt }: Attempts, now: number): boolean {
  return failures > 0 && now < retryAt + LOST_AFTER_MS;
}

/**
 * Asks, and never rejects. The promise is only for the request that asks: another one's can end with its client, and who
 * shares it would wait for ever.
 */
export function attempt<T>(attempts: Attempts, handling: Handling<T>): Promise<void> {
  const { ask, now, waitUntil, answered, failed } = handling;
  const number = ++attempts.latest;
  attempts.startedAt = now();
  attempts.isUnderWay = true;
  const attempted = answerWithin((async () => ask())(), ANSWER_WITHIN_MS).then(
    (answer) => {
      if (attempts.latest !== number) return;
      attempts.isUnderWay = false;
      attempts.failures = 0;
      attempts.retryAt = 0;
      answered(answer);
    },
    (error) => {
      if (attempts.latest === number) {
        attempts.isUnderWay = false;
        attempts.retryAt =
          now() + Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** Math.min(10, attempts.failures++));
      }
      failed(error);
    },
  );
  waitUntil(attempted);
  return attempted;
}

const LOOK_MS = 4;

/** How a request waits between two looks at what another one has asked. */
export function shortPause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}
