import { type RateLimitPolicy, rateLimitPolicySchema } from "./contract.ts";
import { refillMs } from "./token-bucket-state.ts";

/** Bursts up to this size keep one ready-made `RateLimit` value for each number of requests that can be left. */
const READY_MADE = 10_000;

/** The header fields of one policy (draft-ietf-httpapi-ratelimit-headers-11). */
export interface RateLimitHeaders {
  /** `RateLimit-Policy`: the burst as quota `q`, and as window `w` the seconds in which an empty bucket fills. */
  readonly policy: string;
  /**
   * `RateLimit` of a request that passed. The effective window `t` is what the sustained rate takes for `remaining`
   * requests, so that a client that divides one by the other arrives at that rate, however full the bucket is.
   */
  passed(remaining: number): string;
  /** `RateLimit` of a request that was refused: nothing is left for as long as `Retry-After` says. */
  refused(retryAfterSeconds: number): string;
}

/**
 * Writes down what can be written of a policy's headers before a request comes.
 * @throws ZodError if the name or a number cannot be sent in a header
 */
export function describePolicy(policy: RateLimitPolicy): RateLimitHeaders {
  const { name, burst, perMinute } = rateLimitPolicySchema.parse(policy);
  const passed = (remaining: number) => {
    const seconds = Math.max(1, Math.ceil((remaining * 60) / perMinute));
    return `"${name}";r=${remaining};t=${seconds}`;
  };
  const ready: string[] = [];
  const remembered = (remaining: number) => {
    ready[remaining] ??= passed(remaining);
    return ready[remaining];
  };
  return {
    policy: `"${name}";q=${burst};w=${Math.ceil(refillMs({ burst, perMinute }) / 1_000)}`,
    passed: burst <= READY_MADE ? remembered : passed,
    refused: (retryAfterSeconds) => `"${name}";r=0;t=${retryAfterSeconds}`,
  };
}
