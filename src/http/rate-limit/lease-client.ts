import { createLeastRecentlyUsed } from "../../cache/index.ts";
import { answerWithin } from "../../monitoring/index.ts";
import type { LeaseGrant, LeaseRequest, RateLimitPolicy } from "./contract.ts";
import * as leases from "./lease-state.ts";

/** Subjects an isolate keeps tokens for. The least recent loses its tokens, which the object then counts as spent. */
const SUBJECTS = 10_000;
/** How long a request waits for the object before it goes by the isolate's own allowance: a new object writes to a disk. */
const ANSWER_WITHIN_MS = 5_000;
/** An answer this late is lost: the request it was asked in has ended under it, or the isolate stood still. */
const LOST_AFTER_MS = ANSWER_WITHIN_MS + 1_000;
/** How often a request that waits for another one's question looks for the answer. */
const LOOK_MS = 4;

export interface Verdict {
  allowed: boolean;
  /** Requests left, as far as this isolate can tell. */
  remaining: number;
  /** When refused: ms until another try is worth while; otherwise 0. */
  retryAfterMs: number;
}

/** What the client needs of the world; `C` is the request's context, in which I/O has to happen. */
export interface LeaseClientParts<C> {
  ask: (c: C, subject: string, request: LeaseRequest) => Promise<LeaseGrant>;
  /** Keeps the request's context alive until the promise settles. */
  waitUntil: (c: C, promise: Promise<unknown>) => void;
  /** Hears of every failed attempt to reach an object; attempts are spaced, so this is rare. */
  onUnreachable: (c: C, subject: string, error: unknown) => void;
  now: () => number;
  /** How a request waits between two looks at a question of another one: a few milliseconds, unless a test says otherwise. */
  pause?: () => Promise<void>;
}

export interface LeaseClient<C> {
  /** Decides one request. Answers at once, without a promise, unless there is nothing at hand to decide by. */
  take(c: C, subject: string): Verdict | Promise<Verdict>;
}

interface Entry {
  state: leases.LeaseState;
  /** The request to the object that is under way, and since when. */
  flight: Promise<void> | undefined;
  flownAt: number;
  /** Requests that wait for it. */
  waiting: number;
}

/** One isolate's tokens under one policy. */
export function createLeaseClient<C>(policy: RateLimitPolicy, parts: LeaseClientParts<C>): LeaseClient<C> {
  const { now, pause = shortPause } = parts;
  const entries = createLeastRecentlyUsed<string, Entry>(SUBJECTS);

  const open = (subject: string): Entry => {
    const entry = { state: leases.unknownLease(policy, now()), flight: undefined, flownAt: 0, waiting: 0 };
    entries.set(subject, entry);
    return entry;
  };

  const abandon = (c: C, subject: string, entry: Entry, state: leases.LeaseState, error: unknown) => {
    entry.flight = undefined;
    entry.state = state;
    parts.onUnreachable(c, subject, error);
  };

  const ask = (c: C, subject: string, entry: Entry): Promise<void> => {
    const askedAt = now();
    const { state, request } = leases.askFor(entry.state, policy, entry.waiting, askedAt);
    entry.state = state;
    const answer = (async () => parts.ask(c, subject, request))();
    const flight: Promise<void> = answerWithin(answer, ANSWER_WITHIN_MS).then(
      (grant) => {
        if (entry.flight !== flight) return;
        entry.flight = undefined;
        entry.state = leases.granted(entry.state, request, grant, askedAt, now());
      },
      (error) => {
        if (entry.flight === flight) abandon(c, subject, entry, leases.failed(entry.state, now()), error);
      },
    );
    entry.flight = flight;
    entry.flownAt = askedAt;
    // A client that hangs up must not take the answer away from the other requests that wait for it.
    parts.waitUntil(c, flight);
    return flight;
  };

  const decideNow = (c: C, subject: string, entry: Entry): Verdict | undefined => {
    const time = now();
    // Which says nothing of the object: this request asks it anew, and may wait for it.
    if (entry.flight && time - entry.flownAt > LOST_AFTER_MS)
      abandon(c, subject, entry, leases.lost(entry.state), new Error("The answer was lost"));
    const action = leases.decide(entry.state, policy, time);
    if (action === "wait") return undefined;
    if (action === "spend") entry.state = leases.spend(entry.state);
    else if (action === "overdraw") entry.state = leases.overdraw(entry.state, policy, time);
    if (!entry.flight && leases.isRenewalDue(entry.state, time)) ask(c, subject, entry);
    const { state } = entry;
    if (action === "refuse") {
      return { allowed: false, remaining: 0, retryAfterMs: leases.retryAfterMs(state, policy, time) };
    }
    return { allowed: true, remaining: leases.remainingAt(state, policy, time), retryAfterMs: 0 };
  };

  // Whoever asks waits for its own question. The others look from time to time whether it has been answered: a promise of
  // another request can end with it, and then who shared it would wait for ever.
  const wait = async (c: C, subject: string, entry: Entry): Promise<Verdict> => {
    for (;;) {
      entry.waiting++;
      try {
        await (entry.flight ? pause() : ask(c, subject, entry));
      } finally {
        entry.waiting--;
      }
      const verdict = decideNow(c, subject, entry);
      if (verdict) return verdict;
    }
  };

  return {
    take: (c, subject) => {
      const entry = entries.get(subject) ?? open(subject);
      return decideNow(c, subject, entry) ?? wait(c, subject, entry);
    },
  };
}

function shortPause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}
