import { answerWithin } from "../monitoring/index.ts";
import type { Outcome } from "./sign-in-guard-state.ts";
import { subjectsOf } from "./sign-in-guard-subjects.ts";

/** How wide a network is meant: a subscriber's own, or its neighbourhood. */
export type NetworkSize = "narrow" | "wide";

/** The part of the Durable Objects that guarding needs; each has one subject. */
export interface SignInGuardNamespace {
  getByName(name: string): {
    reserveAttempt(familiar: string): Promise<number>;
    settleAttempt(familiar: string, outcome: Outcome): Promise<void>;
    reserveFrom(size: NetworkSize): Promise<number>;
    giveBackTo(size: NetworkSize): Promise<void>;
  };
}

/** Nobody can say how often an account or a network has been tried, so nobody may try: answer 503. */
export class SignInGuardUnavailable extends Error {
  override readonly name = "SignInGuardUnavailable";
  readonly code = "identity_unavailable";
  readonly retryAfterMs = 5_000;

  constructor(cause: unknown) {
    super("Signing in is not possible just now; try again in a few seconds.", { cause });
  }
}

export interface SignInGuard {
  /**
   * Asks before a password, a code or a recovery code is checked; whether the account exists must not matter to the
   * caller. When `retryAfterMs` is above 0 the secret must not be looked at. Otherwise the attempt counts as failed
   * until `after` says it was not.
   * @param account the name that was given for the account; null when what is shown names none (a passkey, say)
   * @param network the client's IP address
   * @throws SignInGuardUnavailable when the counts cannot be read. It fails closed: who can overload the counter of an
   *   account must not win unlimited guesses by that. Sessions and tokens that exist do not come by here.
   */
  before(account: string | null, network: string): Promise<{ retryAfterMs: number }>;
  /**
   * Tells how an attempt ended that was let through.
   * @param ok true when the person is signed in; "partial" when what they showed was right and a second factor is still
   *   to come, which forgets no failure, or else a stolen password would give unlimited guesses at the code
   */
  after(account: string | null, network: string, ok: boolean | "partial"): Promise<void>;
}

export interface SignInGuardOptions {
  /** For an answer of a counter, ms. A machine that is busy may stand still for seconds, and who signs in can wait. */
  timeoutMs?: number;
  /** Hears of counters that could not be told of a success; the attempt then goes on counting as failed. */
  onUnreachable?: (error: unknown) => void;
}

const SIZES = ["narrow", "wide"] as const satisfies NetworkSize[];

/**
 * Slows guessing down by account and by network, counted in Durable Objects: see sign-in-guard-state.ts and
 * sign-in-guard-allowance-state.ts for how much. OWASP Authentication Cheat Sheet; NIST SP 800-63B, 5.2.2.
 * @param secret keys the names of the subjects, so that no address and no account is kept in clear
 */
export function createSignInGuard(
  namespace: SignInGuardNamespace,
  secret: string,
  { timeoutMs = 10_000, onUnreachable = () => {} }: SignInGuardOptions = {},
): SignInGuard {
  const asked = async (call: Promise<number>) => {
    try {
      return await answerWithin(call, timeoutMs);
    } catch (error) {
      throw new SignInGuardUnavailable(error);
    }
  };
  const told = async (calls: Promise<void>[]) => {
    for (const result of await Promise.allSettled(calls.map((call) => answerWithin(call, timeoutMs))))
      if (result.status === "rejected") onUnreachable(result.reason);
  };

  return {
    before: async (account, network) => {
      const subjects = subjectsOf(secret, account, network);
      const giveBack = (sizes: readonly NetworkSize[]) =>
        told(sizes.map((size) => namespace.getByName(subjects[size]).giveBackTo(size)));

      // The network first: one that is refused does not get as far as troubling an account's counter.
      const waits = await Promise.all(
        SIZES.map((size) => asked(namespace.getByName(subjects[size]).reserveFrom(size))),
      );
      const wait = Math.max(...waits);
      if (wait > 0) {
        await giveBack(SIZES.filter((_, i) => waits[i] === 0));
        return { retryAfterMs: wait };
      }
      if (subjects.account === null) return { retryAfterMs: 0 };
      let retryAfterMs = 1;
      try {
        retryAfterMs = await asked(namespace.getByName(subjects.account).reserveAttempt(subjects.familiar));
      } finally {
        // No secret was looked at, so the network has failed at nothing.
        if (retryAfterMs > 0) await giveBack(SIZES);
      }
      return { retryAfterMs };
    },

    after: async (account, network, ok) => {
      if (ok === false) return;
      const subjects = subjectsOf(secret, account, network);
      const outcome = ok === true ? "signed-in" : ok;
      await told([
        ...SIZES.map((size) => namespace.getByName(subjects[size]).giveBackTo(size)),
        ...(subjects.account === null
          ? []
          : [namespace.getByName(subjects.account).settleAttempt(subjects.familiar, outcome)]),
      ]);
    },
  };
}
