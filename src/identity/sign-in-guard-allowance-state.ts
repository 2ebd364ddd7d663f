/** How many failed attempts may come from one network, whatever the accounts. */
export interface Allowance {
  /** At once. */
  burst: number;
  /** After the burst, one in so many milliseconds. */
  everyMs: number;
}

/** What one subscriber's network may do: an IPv4 address or an IPv6 /64. Enough for an office that mistypes. */
export const NARROW: Allowance = { burst: 100, everyMs: 60_000 };
/** What all of a provider's neighbouring networks may together, which one customer may hold: an IPv4 /24 or an IPv6 /48. */
export const WIDE: Allowance = { burst: 1_000, everyMs: 6_000 };

/** When the allowance will be whole again, ms: the theoretical arrival time of the generic cell rate algorithm. */
export type AllowanceState = number;

/**
 * Lets an attempt from a network begin, or says how long to wait. Pure. It counts as failed until it is given back.
 *
 * Over any stretch of time `t` at most `burst + t / everyMs` attempts are let through and not given back. Generic cell rate
 * algorithm, ITU-T I.371.
 * @param now ms; set back, it prolongs no wait beyond `everyMs`
 * @returns the state to keep, and 0 or the milliseconds to wait
 */
export function reserveFrom(
  state: AllowanceState,
  { burst, everyMs }: Allowance,
  now: number,
): { state: AllowanceState; retryAfterMs: number } {
  const whole = Math.min(Math.max(state, now), now + burst * everyMs);
  const retryAfterMs = Math.max(0, whole + everyMs - (now + burst * everyMs));
  return retryAfterMs > 0 ? { state: whole, retryAfterMs } : { state: whole + everyMs, retryAfterMs: 0 };
}

/** Takes back what an attempt counted for. */
export function giveBackTo(state: AllowanceState, { everyMs }: Allowance): AllowanceState {
  return Math.max(0, state - everyMs);
}
