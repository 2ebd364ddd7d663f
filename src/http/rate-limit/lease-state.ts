import type { LeaseGrant, LeaseRequest, RateLimitPolicy } from "./contract.ts";
import {
  type BucketState,
  fullBucket,
  LEASE_GRACE_MS,
  msUntil,
  settle,
  TOKEN,
} from "./token-bucket-state.ts";

/** Tokens an isolate asks for before it knows how busy a subject is, and the least it asks for later. */
export const FIRST_LEASE = 10;
/** How many milliseconds of the observed traffic a lease should last for. */
const LEASE_HORIZON_MS = 2_000;
/** A lease is at most one part in this many of the burst. */
const LEASE_SHARE = 8;
/** The shortest time a rate is estimated from: two requests a millisecond apart are no thousand a second. */
const SHORTEST_SAMPLE_MS = 250;
const FIRST_BACK_OFF_MS = 1_000;
const LONGEST_BACK_OFF_MS = 30_000;
const MS_A_MINUTE = 60_000;

/** What an isolate knows about one subject's tokens. Times are ms. */
export interface LeaseState {
  /** Tokens in hand. They count while the lease lasts, `ttlMs` from `askedAt`. */
  readonly tokens: number;
  /** Tokens spent that the object has not been told of. */
  readonly spent: number;
  /** The lease, as the object named it; 0 for none. */
  readonly lease: number;
  readonly askedAt: number;
  readonly ttlMs: number;
  /** At or below so many tokens a new lease is due. */
  readonly lowWater: number;
  /** Tokens the next lease should bring the isolate to. */
  readonly size: number;
  /** Since when, and for how long, the object has nothing to give; 0 and 0 when it has. */
  readonly refusedAt: number;
  readonly refusedForMs: number;
  /** Tokens that were in the bucket when the object last answered, and when that was. */
  readonly remaining: number;
  readonly remainingAt: number;
  /** Requests to the object that failed in a row, and when the last of them did. */
  readonly failures: number;
  readonly failedAt: number;
  /** The bucket of this isolate alone that requests draw on while the object cannot be reached. */
  readonly allowance: BucketState;
  /** Requests it let through that the object has not been told of. */
  readonly overdrawn: number;
}

/** What to do with a request: let it through on a token or on the allowance, refuse it, or ask the object first. */
export type LeaseAction = "spend" | "overdraw" | "refuse" | "wait";

/** An isolate that knows nothing of a subject yet. */
export function unknownLease(policy: RateLimitPolicy, now: number): LeaseState {
  return {
    tokens: 0,
    spent: 0,
    lease: 0,
    askedAt: now,
    ttlMs: 0,
    lowWater: 0,
    size: Math.min(FIRST_LEASE, largestLease(policy)),
    refusedAt: 0,
    refusedForMs: 0,
    remaining: policy.burst,
    remainingAt: now,
    failures: 0,
    failedAt: 0,
    allowance: fullBucket(allowanceOf(policy), now),
    overdrawn: 0,
  };
}

/**
 * What one isolate lets through by itself while the object of a subject cannot be reached: a bucket of a tenth of the
 * burst (10 requests at most) that fills at a tenth of the rate.
 */
export function allowanceOf(policy: RateLimitPolicy): RateLimitPolicy {
  return {
    name: policy.name,
    perMinute: Math.max(1, Math.floor(policy.perMinute / 10)),
    burst: Math.min(10, Math.max(1, Math.floor(policy.burst / 10))),
  };
}

export function decide(state: LeaseState, policy: RateLimitPolicy, now: number): LeaseAction {
  if (tokensAt(state, now) > 0) return "spend";
  if (state.failures > 0) return drawable(state, policy, now).level >= TOKEN ? "overdraw" : "refuse";
  return refusedMs(state, now) > 0 ? "refuse" : "wait";
}

/** Whether the object should be asked now, in the background, so that later requests find tokens. */
export function isRenewalDue(state: LeaseState, now: number): boolean {
  if (state.failures > 0) return within(now - state.failedAt, backOffMs(state)) === 0;
  if (refusedMs(state, now) > 0) return false;
  return tokensAt(state, now) <= state.lowWater || now - state.askedAt >= state.ttlMs / 2;
}

/** Takes the token that `decide` found. */
export function spend(state: LeaseState): LeaseState {
  return { ...state, tokens: state.tokens - 1, spent: state.spent + 1 };
}

/** Takes one request's worth from the allowance that `decide` found. */
export function overdraw(state: LeaseState, policy: RateLimitPolicy, now: number): LeaseState {
  const bucket = drawable(state, policy, now);
  return { ...state, allowance: { ...bucket, level: bucket.level - TOKEN }, overdrawn: state.overdrawn + 1 };
}

/**
 * What to ask the object for. The lease grows and shrinks with the traffic seen since the last one, by at most a factor
 * of four up and two down.
 * @param waiting requests that cannot be answered before the object is
 */
export function askFor(
  state: LeaseState,
  policy: RateLimitPolicy,
  waiting: number,
  now: number,
): { state: LeaseState; request: LeaseRequest } {
  const held = tokensAt(state, now);
  const observed = (state.spent * LEASE_HORIZON_MS) / Math.max(SHORTEST_SAMPLE_MS, now - state.askedAt);
  const least = Math.max(FIRST_LEASE, Math.floor(state.size / 2));
  const size = Math.min(largestLease(policy), state.size * 4, Math.max(least, Math.ceil(observed)));
  return {
    state: { ...state, tokens: held, size },
    request: {
      policy,
      wanted: Math.max(0, size - held) + waiting,
      needed: waiting,
      lease: state.lease,
      held,
      spent: state.spent,
      overdrawn: state.overdrawn,
    },
  };
}

/** Takes in an answer. `state` may have spent tokens since `request` was made from it at `askedAt`. */
export function granted(
  state: LeaseState,
  request: LeaseRequest,
  grant: LeaseGrant,
  askedAt: number,
  now: number,
): LeaseState {
  const tokens = (grant.kept ? state.tokens : 0) + grant.granted;
  return {
    ...state,
    tokens,
    spent: grant.kept ? state.spent - request.spent : 0,
    lease: grant.lease,
    askedAt,
    ttlMs: grant.ttlMs,
    lowWater: Math.floor(tokens / 2),
    refusedAt: now,
    refusedForMs: grant.retryAfterMs,
    remaining: grant.remaining,
    remainingAt: now,
    failures: 0,
    failedAt: 0,
    overdrawn: state.overdrawn - request.overdrawn,
  };
}

/**
 * Takes in that an answer was lost on its way. Whether the object heard is unknown, so the lease is never reported on
 * again: what the object counts as outstanding can then only be too much.
 */
export function lost(state: LeaseState): LeaseState {
  return { ...state, lease: 0, spent: 0 };
}

/** Takes in that the object did not answer. */
export function failed(state: LeaseState, now: number): LeaseState {
  return { ...lost(state), failures: state.failures + 1, failedAt: now };
}

/** Milliseconds until a refused request may be tried again, 1 or more. */
export function retryAfterMs(state: LeaseState, policy: RateLimitPolicy, now: number): number {
  if (state.failures === 0) return Math.max(1, refusedMs(state, now));
  return Math.max(1, msUntil(1, drawable(state, policy, now), allowanceOf(policy), now));
}

/**
 * Requests the subject has left, as far as this isolate can tell: its own tokens and the bucket's, refilled since, or
 * its allowance while the bucket is out of reach.
 */
export function remainingAt(state: LeaseState, policy: RateLimitPolicy, now: number): number {
  const tokens = tokensAt(state, now);
  if (state.failures > 0) return tokens + Math.floor(drawable(state, policy, now).level / TOKEN);
  const refill = (Math.max(0, now - state.remainingAt) * policy.perMinute) / MS_A_MINUTE;
  return Math.min(policy.burst, Math.floor(state.remaining + refill) + tokens);
}

/** Tokens that may still be spent. A clock set back by more than the object's grace voids them. */
function tokensAt(state: LeaseState, now: number): number {
  const age = now - state.askedAt;
  return age < state.ttlMs && age > -LEASE_GRACE_MS ? state.tokens : 0;
}

function refusedMs(state: LeaseState, now: number): number {
  return within(now - state.refusedAt, state.refusedForMs);
}

/** What is left of a wait that began `elapsedMs` ago: none if a clock set back has made that meaningless. */
function within(elapsedMs: number, waitMs: number): number {
  return elapsedMs >= 0 && elapsedMs < waitMs ? waitMs - elapsedMs : 0;
}

function backOffMs(state: LeaseState): number {
  return Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** (state.failures - 1));
}

function drawable(state: LeaseState, policy: RateLimitPolicy, now: number): BucketState {
  return settle(state.allowance, allowanceOf(policy), now);
}

function largestLease(policy: RateLimitPolicy): number {
  return Math.max(1, Math.floor(policy.burst / LEASE_SHARE));
}
