import { createLeastRecentlyUsed } from "../cache/index.ts";
import { type Allowance, accept, isReportDue, newAllowance, pass, report, retract } from "./allowance.ts";
import { type Attempts, attempt, isUnreachable, mayAttempt, noAttempts, shortPause } from "./attempts.ts";
import type { SyncAnswer, SyncRequest } from "./meter-contract.ts";

/** Tenants an isolate keeps tokens for. The least recent loses its tokens, which then count as spent. */
const TENANTS = 10_000;

/** Why a request may not pass. */
export interface Exhausted {
  used: number;
  /** When the month ends, ms. */
  endsAt: number;
}

/** What counting needs of the world; `C` is the request's context, in which I/O has to happen. */
export interface RequestMeterParts<C> {
  sync: (tenantId: string, request: SyncRequest) => Promise<SyncAnswer>;
  waitUntil: (c: C, promise: Promise<unknown>) => void;
  onUnreachable: (c: C, tenantId: string, error: unknown) => void;
  now: () => number;
  pause?: () => Promise<void>;
}

/** One isolate's count of what its tenants ask. */
export interface RequestMeter<C> {
  /**
   * Counts a request against the month's limit; null when it may pass. At once, without a promise, unless there is a limit
   * and no token at hand.
   */
  count(c: C, tenantId: string, limit: number | null): Exhausted | null | Promise<Exhausted | null>;
  /** Reports all there is and gives all tokens back, so that the object's count is exact as far as this isolate goes. */
  settle(tenantId: string, limit: number | null): Promise<void>;
}

interface Entry {
  attempts: Attempts;
  allowance: Allowance;
  /** Requests that wait for an answer. */
  waiting: number;
}

export function createRequestMeter<C>(parts: RequestMeterParts<C>): RequestMeter<C> {
  const { now, pause = shortPause } = parts;
  const entries = createLeastRecentlyUsed<string, Entry>(TENANTS);

  const open = (tenantId: string): Entry => {
    const entry = { attempts: noAttempts(), allowance: newAllowance(), waiting: 0 };
    entries.set(tenantId, entry);
    return entry;
  };

  const ask = (c: C, tenantId: string, limit: number | null, entry: Entry): Promise<void> => {
    const request = report(entry.allowance, limit, entry.waiting, now());
    return attempt(entry.attempts, {
      ask: () => parts.sync(tenantId, request),
      now,
      waitUntil: (promise) => parts.waitUntil(c, promise),
      answered: (answer) => accept(entry.allowance, request, answer, now()),
      failed: (error) => {
        retract(entry.allowance, request);
        parts.onUnreachable(c, tenantId, error);
      },
    });
  };

  /** Undefined when the object has to be asked first. */
  const decide = (
    c: C,
    tenantId: string,
    limit: number | null,
    entry: Entry,
  ): Exhausted | null | undefined => {
    const time = now();
    const { allowance, attempts } = entry;
    const passage = pass(allowance, limit, isUnreachable(attempts, time), time);
    if (passage === "wait") return undefined;
    if (isReportDue(allowance, limit, time) && mayAttempt(attempts, time))
      void ask(c, tenantId, limit, entry);
    return passage === "passed" ? null : { used: allowance.used, endsAt: allowance.endsAt };
  };

  // Whoever asks waits for its own question; the others look from time to time whether it has been answered.
  const wait = async (c: C, tenantId: string, limit: number | null, entry: Entry) => {
    for (;;) {
      entry.waiting++;
      try {
        await (mayAttempt(entry.attempts, now()) ? ask(c, tenantId, limit, entry) : pause());
      } finally {
        entry.waiting--;
      }
      const decision = decide(c, tenantId, limit, entry);
      if (decision !== undefined) return decision;
    }
  };

  return {
    count: (c, tenantId, limit) => {
      const entry = entries.get(tenantId) ?? open(tenantId);
      const decision = decide(c, tenantId, limit, entry);
      return decision === undefined ? wait(c, tenantId, limit, entry) : decision;
    },

    settle: async (tenantId, limit) => {
      const entry = entries.get(tenantId);
      if (!entry) return;
      const request = report(entry.allowance, limit, 0, now(), false);
      try {
        accept(entry.allowance, request, await parts.sync(tenantId, request), now());
      } catch (error) {
        retract(entry.allowance, request);
        throw error;
      }
    },
  };
}
