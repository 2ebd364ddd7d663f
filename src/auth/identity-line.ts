import { ApiError } from "../http/index.ts";
import { answerWithin, errorOf } from "../monitoring/index.ts";

/** How long a request waits for identity before it goes on without. */
const PATIENCE_MS = 1_500;
/** How often identity is tried again while it does not answer, and nobody's request depends on it. */
const RETRY_MS = 3_000;

export interface IdentityLineOptions {
  /** Hears of each failure, for the log. */
  onUnreachable: (error: Error) => void;
  /** Milliseconds since 1970. */
  now?: () => number;
  patienceMs?: number;
}

/** The way from one isolate to the identity Worker: it is given up early, and remembers whether it is broken. */
export interface IdentityLine {
  /**
   * Asks identity something.
   * @throws ApiError `identity_unavailable` (503, with `Retry-After`) when it fails, or takes too long
   */
  ask<T>(question: () => Promise<T>): Promise<T>;
  /** Whether the last question went without an answer. */
  isDown(): boolean;
  /** While the line is down: whether the caller may try it now; true once every few seconds. */
  takeRetry(): boolean;
}

/** One line an isolate serves all that asks identity, so that each finds out from the others' failures. */
export function createIdentityLine({
  onUnreachable,
  now = Date.now,
  patienceMs = PATIENCE_MS,
}: IdentityLineOptions): IdentityLine {
  let down = false;
  let retryAt = 0;
  return {
    ask: async (question) => {
      try {
        const answer = await answerWithin(question(), patienceMs);
        down = false;
        return answer;
      } catch (cause) {
        down = true;
        retryAt = now() + RETRY_MS;
        onUnreachable(errorOf(cause));
        throw new ApiError(
          "identity_unavailable",
          "This cannot be checked right now; please try again soon.",
          {
            headers: { "retry-after": String(Math.ceil(RETRY_MS / 1000)) },
            cause,
          },
        );
      }
    },
    isDown: () => down,
    takeRetry: () => {
      if (now() < retryAt) return false;
      retryAt = now() + RETRY_MS;
      return true;
    },
  };
}

/** The answer to a credential that only identity could tell apart, while it does not answer. */
export function identityUnavailable(cause?: unknown): ApiError {
  return new ApiError("identity_unavailable", "This cannot be checked right now; please try again soon.", {
    headers: { "retry-after": String(RETRY_MS / 1000) },
    cause,
  });
}
