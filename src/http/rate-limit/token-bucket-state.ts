import type { LeaseGrant, LeaseRequest, RateLimitPolicy } from "./contract.ts";

type Limit = Pick<RateLimitPolicy, "perMinute" | "burst">;

/**
 * A token in units of the level: a bucket gains `perMinute` units a millisecond, so with whole milliseconds all
 * arithmetic is on integers and waiting for exactly as long as told is always enough.
 */
export const TOKEN = 60_000;

/** How long leased tokens may be spent. Longer serves slow callers without a wait; shorter frees hoards sooner. */
export const LEASE_TTL_MS = 30_000;
/** How much longer the object counts them: the longest an isolate's clock may lag, or a request be under way. */
export const LEASE_GRACE_MS = 5_000;
/** Leases that end within the same slot are counted as one, which bounds the state whatever the isolates' number. */
export const LEASE_SLOT_MS = 5_000;

/** A bucket. The tokens in it and those out on lease are together never more than the burst. */
export interface BucketState {
  /** Tokens in the bucket, in units of 1/60,000 token; 0 or more. */
  readonly level: number;
  /** The time up to which refilling is accounted for, in ms. */
  readonly at: number;
  /** Tokens out on lease, one entry a slot. */
  readonly leases: readonly Lease[];
}

interface Lease {
  /** The end it was given, which names it; `endsAt` differs once a clock was set back. */
  readonly id: number;
  readonly endsAt: number;
  readonly tokens: number;
}

export interface LeaseDecision {
  state: BucketState;
  grant: LeaseGrant;
  /** False where losing this state could only make the bucket emptier, so that it need not be stored. */
  mustPersist: boolean;
}

/** A bucket nobody has drawn from. */
export function fullBucket(policy: Limit, now: number): BucketState {
  return { level: policy.burst * TOKEN, at: now, leases: [] };
}

/**
 * Answers one lease request (token bucket with pre-deducted leases). Pure.
 *
 * The bucket stops filling when its tokens and the outstanding leases make up the burst. Hence, over any stretch of
 * time `t`, all isolates together spend at most `burst + perMinute * t` tokens, whatever they hold when it begins.
 * @param now ms; may run backwards: nothing is gained by it, and refilling pauses for one refill of the bucket at most
 */
export function grantLease(before: BucketState, request: LeaseRequest, now: number): LeaseDecision {
  const { policy } = request;
  const settled = settle(before, policy, now);
  const known = settled.leases.find(({ id }) => id === request.lease);
  const reported = known ? Math.min(known.tokens, request.held + request.spent) : 0;
  const held = known ? Math.min(request.held, reported) : 0;
  const leases = settled.leases.map((lease) =>
    lease === known ? { ...lease, tokens: lease.tokens - reported } : lease,
  );

  const level = Math.max(0, settled.level - request.overdrawn * TOKEN);
  const available = Math.floor(level / TOKEN);
  // Who wants more than he needs at once gets half of what there is, so that others find something too.
  const fair = Math.max(Math.min(request.needed, available), Math.ceil(available / 2));
  const granted = Math.min(request.wanted, fair);

  const endsAt = Math.ceil((now + LEASE_TTL_MS + LEASE_GRACE_MS) / LEASE_SLOT_MS) * LEASE_SLOT_MS;
  const state = {
    level: level - granted * TOKEN,
    at: settled.at,
    leases: addLease(leases, endsAt, held + granted),
  };
  const grant: LeaseGrant = {
    granted,
    kept: known !== undefined && held === request.held,
    lease: held + granted > 0 ? endsAt : 0,
    ttlMs: LEASE_TTL_MS,
    remaining: available - granted,
    retryAfterMs: granted > 0 ? 0 : retryAfter(state, request, now),
  };
  return { state, grant, mustPersist: held + granted + request.overdrawn > 0 };
}

/** Brings a bucket up to date: refills it and forgets the leases that have ended. */
export function settle({ level, at, leases }: BucketState, policy: Limit, now: number): BucketState {
  const latestEnd = now + LEASE_TTL_MS + LEASE_GRACE_MS + LEASE_SLOT_MS;
  let time = Math.min(at, now + refillMs(policy));
  let outstanding = sum(leases);
  let units = level;
  const refillUntil = (until: number) => {
    units = refilled(units, policy, outstanding, Math.max(0, until - time));
    time = Math.max(time, until);
  };
  const live = [];
  for (const lease of leases) {
    // After a clock was set back, a lease must not outlive what a new one would.
    const endsAt = Math.min(lease.endsAt, latestEnd);
    if (endsAt > now) {
      if (lease.tokens > 0) live.push({ ...lease, endsAt });
      continue;
    }
    refillUntil(endsAt);
    outstanding -= lease.tokens;
  }
  refillUntil(now);
  return { level: units, at: time, leases: live };
}

/** Milliseconds until the bucket will hold `tokens` (at most the burst) if nobody draws on it. */
export function msUntil(
  tokens: number,
  { level, at, leases }: BucketState,
  policy: Limit,
  now: number,
): number {
  let outstanding = sum(leases);
  let units = level;
  let time = at;
  for (const lease of leases) {
    const reached = time + Math.ceil(Math.max(0, tokens * TOKEN - units) / policy.perMinute);
    if (tokens + outstanding <= policy.burst && reached <= lease.endsAt) return Math.max(0, reached - now);
    units = refilled(units, policy, outstanding, Math.max(0, lease.endsAt - time));
    time = Math.max(time, lease.endsAt);
    outstanding -= lease.tokens;
  }
  return Math.max(0, time + Math.ceil(Math.max(0, tokens * TOKEN - units) / policy.perMinute) - now);
}

/** How long an empty bucket takes to fill, in ms. */
export function refillMs(policy: Limit): number {
  return Math.ceil((policy.burst * TOKEN) / policy.perMinute);
}

function refilled(units: number, policy: Limit, outstanding: number, elapsedMs: number): number {
  const room = Math.max(0, policy.burst - outstanding) * TOKEN;
  return Math.min(room, units + elapsedMs * policy.perMinute);
}

/** The refused come back for a second's worth rather than for a token each, unless even one token takes longer. */
function retryAfter(state: BucketState, { policy, wanted }: LeaseRequest, now: number): number {
  const worthwhile = Math.max(
    1,
    Math.min(wanted, Math.floor(policy.perMinute / 60), Math.floor(policy.burst / 4)),
  );
  const one = msUntil(1, state, policy, now);
  return Math.max(1, one, Math.min(1_000, msUntil(worthwhile, state, policy, now)));
}

function addLease(leases: readonly Lease[], endsAt: number, tokens: number): Lease[] {
  const others = leases.filter(({ id, tokens }) => id !== endsAt && tokens > 0);
  const total = tokens + sum(leases.filter(({ id }) => id === endsAt));
  return total > 0 ? [...others, { id: endsAt, endsAt, tokens: total }] : others;
}

function sum(leases: readonly Lease[]): number {
  return leases.reduce((total, lease) => total + lease.tokens, 0);
}
