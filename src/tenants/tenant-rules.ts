import { createLeastRecentlyUsed } from "../cache/index.ts";
import { type Attempts, attempt, isUnreachable, mayAttempt, noAttempts, shortPause } from "./attempts.ts";
import { type Network, parseNetwork } from "./network.ts";
import { planNamed, type TenantPlan } from "./plans.ts";
import { REVOCATIONS_KEPT_MS, type Revoked } from "./revocation.ts";
import type { StoredRules } from "./rules-store.ts";

/** Up to this age a copy is used without a thought. */
export const FRESH_MS = 2_000;
/** Up to this age a copy serves the request that has it renewed; an older one is not looked at before it is. */
export const USABLE_MS = 10_000;
/** Tenants an isolate keeps copies for. */
const TENANTS = 10_000;

/** A block without addresses: no address has bits beyond its length. */
const NOWHERE: Network = { bits: 32, value: 2n ** 32n, prefix: 32 };

/** What a tenant's requests are checked against. */
export interface TenantRules extends TenantPlan {
  /** Empty: from anywhere. */
  readonly networks: readonly Network[];
  readonly revoked: Revoked;
}

/** What the copies need of the world; `C` is the request's context, in which I/O has to happen. */
export interface TenantRulesParts<C> {
  read: (tenantId: string, cursor: number) => Promise<StoredRules>;
  waitUntil: (c: C, promise: Promise<unknown>) => void;
  onUnreadable: (c: C, tenantId: string, error: unknown) => void;
  now: () => number;
  pause?: () => Promise<void>;
}

interface Copy {
  attempts: Attempts;
  /** Null when there is no such tenant; undefined when nothing has been read yet. */
  rules: TenantRules | null | undefined;
  revoked: Map<string, number>;
  cursor: number;
  /** When the question was asked that the copy is the answer to. */
  readAt: number;
}

/** One isolate's copies of what D1 says of tenants. */
export interface TenantRulesCopies<C> {
  /**
   * A tenant's rules, at most 2 s old where it has requests, and never older than 10 s while D1 answers; null when there is
   * no such tenant. At once, without a promise, when the copy serves; undefined when nothing is known and D1 does not answer.
   */
  of(c: C, tenantId: string): TenantRules | null | undefined | Promise<TenantRules | null | undefined>;
  /** The rules as last read, whatever their age. */
  peek(tenantId: string): TenantRules | null | undefined;
  /** Makes a revocation act here at once. */
  revoke(tenantId: string, subject: string): void;
  /** Has a tenant's rules read again before its next request is looked at. */
  forget(tenantId: string): void;
}

export function createTenantRules<C>(parts: TenantRulesParts<C>): TenantRulesCopies<C> {
  const { now, pause = shortPause } = parts;
  const copies = createLeastRecentlyUsed<string, Copy>(TENANTS);

  const open = (tenantId: string): Copy => {
    const copy = {
      attempts: noAttempts(),
      rules: undefined,
      revoked: new Map<string, number>(),
      cursor: 0,
      readAt: Number.NEGATIVE_INFINITY,
    };
    copies.set(tenantId, copy);
    return copy;
  };

  const renew = (c: C, tenantId: string, copy: Copy): Promise<void> => {
    const askedAt = now();
    return attempt(copy.attempts, {
      ask: () => parts.read(tenantId, copy.cursor),
      now,
      waitUntil: (promise) => parts.waitUntil(c, promise),
      answered: (stored) => {
        update(copy, stored, askedAt);
        copy.readAt = askedAt;
      },
      failed: (error) => parts.onUnreadable(c, tenantId, error),
    });
  };

  /** Whether the copy serves a request now; one that does not has to wait. */
  const serves = (copy: Copy, time: number): boolean =>
    copy.rules !== undefined && (time - copy.readAt <= USABLE_MS || isUnreachable(copy.attempts, time));

  // Whoever asks waits for its own question; the others look from time to time whether it has been answered.
  const wait = async (c: C, tenantId: string, copy: Copy) => {
    for (;;) {
      if (mayAttempt(copy.attempts, now())) await renew(c, tenantId, copy);
      else if (copy.attempts.isUnderWay) await pause();
      else return copy.rules;
      if (serves(copy, now())) return copy.rules;
    }
  };

  return {
    of: (c, tenantId) => {
      const copy = copies.get(tenantId) ?? open(tenantId);
      const time = now();
      if (!serves(copy, time)) return wait(c, tenantId, copy);
      if (time - copy.readAt > FRESH_MS && mayAttempt(copy.attempts, time)) void renew(c, tenantId, copy);
      return copy.rules;
    },
    peek: (tenantId) => copies.get(tenantId)?.rules,
    revoke: (tenantId, subject) => void copies.get(tenantId)?.revoked.set(subject, now()),
    forget: (tenantId) => copies.delete(tenantId),
  };
}

function update(copy: Copy, { tenant, revocations }: StoredRules, now: number): void {
  for (const { subject, at, cursor } of revocations) {
    copy.revoked.set(subject, Math.max(at, copy.revoked.get(subject) ?? 0));
    copy.cursor = Math.max(copy.cursor, cursor);
  }
  for (const [subject, at] of copy.revoked) if (at < now - REVOCATIONS_KEPT_MS) copy.revoked.delete(subject);
  copy.rules = tenant && {
    ...planNamed(tenant.plan),
    // A block that cannot be read lets nobody in, but it must not let everybody in by being left out.
    networks: tenant.allowedNetworks.map((block) => parseNetwork(block) ?? NOWHERE),
    revoked: copy.revoked,
  };
}
