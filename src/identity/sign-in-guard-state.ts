/** How often an account may be tried, and by what its failures are forgotten. */
export const BACK_OFF = {
  /** Attempts before the first wait. */
  freeTries: 5,
  /** The wait after the last free one, ms; each further failure doubles it. */
  firstWaitMs: 1_000,
  longestWaitMs: 15 * 60_000,
  /** After so long without an attempt one failure is forgotten. Longer than the longest wait: none ends early. */
  forgetMs: 60 * 60_000,
  /** No more failures than this are remembered, so that a day of quiet forgets them all. */
  most: 24,
} as const;

/** The number of failures from which on the wait is the longest: 15. */
export const STEEPEST =
  BACK_OFF.freeTries + Math.ceil(Math.log2(BACK_OFF.longestWaitMs / BACK_OFF.firstWaitMs));

/** Networks that an account is remembered to have been signed in from; the longest unused one makes room. */
const MOST_FAMILIAR = 10;
/** For how long a network stays familiar without another sign-in. */
const FAMILIAR_MS = 90 * 24 * 3_600_000;

/** Failures, and when the last attempt was let through, ms. */
export interface BackOff {
  readonly failures: number;
  readonly at: number;
}

/** A network from which somebody signed in to the account. Its failures are counted apart from everybody else's. */
export interface FamiliarNetwork {
  readonly network: string;
  /** The last sign-in, ms. */
  readonly seenAt: number;
  readonly backOff: BackOff;
}

/** The attempts at one account. Whether the account exists makes no difference to any of it. */
export interface AttemptsState {
  /** From all networks that are not familiar, together. */
  readonly strangers: BackOff;
  readonly familiar: readonly FamiliarNetwork[];
}

/**
 * How an attempt ended: `signed-in`; `partial`, when what was shown was right and more is asked for; `failed`.
 * A failure is what an attempt counts as from its beginning, so it need not be told.
 */
export type Outcome = "signed-in" | "partial" | "failed";

const NONE: BackOff = { failures: 0, at: 0 };

/** An account that nobody has tried. */
export const UNTRIED: AttemptsState = { strangers: NONE, familiar: [] };

/**
 * Lets an attempt begin, or says how long to wait. Pure. The attempt counts as failed until `settleAttempt` says
 * otherwise, so attempts that run at once gain nothing. Exponential back-off, an account and a familiar network each on
 * its own, so that strangers cannot lock a person out of the place they usually sign in from.
 *
 * Over any stretch of time `t`, the failures let through from all unfamiliar networks together are at most
 * `STEEPEST + t / longestWaitMs + t / forgetMs`, and from each familiar one as many.
 * @param network where the attempt comes from, by any name that stays the same
 * @param now ms; set back, it prolongs a wait to the longest at most
 * @returns the state to keep, the very same one when nothing changed, and 0 or the milliseconds to wait
 */
export function reserveAttempt(
  state: AttemptsState,
  network: string,
  now: number,
): { state: AttemptsState; retryAfterMs: number } {
  const before = pinned(backOffOf(state, network), now);
  const retryAfterMs = Math.max(0, before.at + waitMs(before.failures) - now);
  if (retryAfterMs > 0) return { state: withBackOff(state, network, before), retryAfterMs };
  const failures = Math.min(BACK_OFF.most, remembered(before, now) + 1);
  return { state: withBackOff(state, network, { failures, at: now }), retryAfterMs: 0 };
}

/**
 * Takes in how an attempt that was let through ended. A sign-in makes its network familiar and forgets the failures from
 * there, and from nowhere else (NIST SP 800-63B, 5.2.2); `partial` takes back what the attempt itself counted for.
 */
export function settleAttempt(
  state: AttemptsState,
  network: string,
  outcome: Outcome,
  now: number,
): AttemptsState {
  if (outcome === "failed") return state;
  const was = backOffOf(state, network);
  const returned = withBackOff(state, network, { ...was, failures: Math.max(0, was.failures - 1) });
  if (outcome === "partial") return returned;
  const others = returned.familiar.filter((known) => known.network !== network).slice(0, MOST_FAMILIAR - 1);
  return { ...returned, familiar: [{ network, seenAt: now, backOff: NONE }, ...others] };
}

/** Forgets what is old enough to be forgotten. */
export function forgetQuiet(state: AttemptsState, now: number): AttemptsState {
  const strangers = remembered(state.strangers, now) === 0 ? NONE : state.strangers;
  return { strangers, familiar: state.familiar.filter((known) => now < familiarUntil(known)) };
}

/** When there will be nothing left to remember if nobody tries again, ms; 0 when there is nothing now. */
export function quietFrom({ strangers, familiar }: AttemptsState): number {
  const forgotten = strangers.failures === 0 ? 0 : strangers.at + strangers.failures * BACK_OFF.forgetMs;
  return Math.max(forgotten, ...familiar.map(familiarUntil));
}

function waitMs(failures: number): number {
  if (failures < BACK_OFF.freeTries) return 0;
  return Math.min(BACK_OFF.longestWaitMs, BACK_OFF.firstWaitMs * 2 ** (failures - BACK_OFF.freeTries));
}

function remembered({ failures, at }: BackOff, now: number): number {
  return Math.max(0, failures - Math.max(0, Math.floor((now - at) / BACK_OFF.forgetMs)));
}

/** A clock that was set back must not make anybody wait for it to catch up. */
function pinned(backOff: BackOff, now: number): BackOff {
  return backOff.at <= now ? backOff : { ...backOff, at: now };
}

function backOffOf(state: AttemptsState, network: string): BackOff {
  return state.familiar.find((known) => known.network === network)?.backOff ?? state.strangers;
}

function withBackOff(state: AttemptsState, network: string, backOff: BackOff): AttemptsState {
  if (backOff === backOffOf(state, network)) return state;
  if (!state.familiar.some((known) => known.network === network)) return { ...state, strangers: backOff };
  const familiar = state.familiar.map((known) => (known.network === network ? { ...known, backOff } : known));
  return { ...state, familiar };
}

function familiarUntil({ seenAt }: FamiliarNetwork): number {
  return seenAt + FAMILIAR_MS;
}
