import type { MiddlewareHandler } from "hono";
import { errorOf } from "../monitoring/index.ts";
import { networksAround } from "../outgoing/index.ts";
import type { AppContext, AppEnv } from "./context.ts";
import { ApiError } from "./errors.ts";
import { leaseFromDurableObject, limitRequests, type RateLimiterNamespace } from "./rate-limit/index.ts";

/** What one subscriber's network may do without a good key: enough for a typing error, too little for guessing. */
const STRANGERS = { name: "strangers", perMinute: 60, burst: 60 };

/** What one subscriber's network may ask of identity: a page of it asks a dozen things. */
const SIGN_IN = { name: "identity", perMinute: 300, burst: 120 };

/** The limits of the front door, each with its buckets in Durable Objects. Made once an isolate: it holds leases. */
export function createLimits(namespace: RateLimiterNamespace, rate: { perMinute: number; burst: number }) {
  const policy = { name: "requests", ...rate };
  const shared = {
    leaseFrom: () => leaseFromDurableObject(namespace),
    waitUntil: (c: AppContext) => (work: Promise<unknown>) => c.executionCtx.waitUntil(work),
    now: Date.now,
    deny: (_: AppContext, seconds: number): never => {
      throw new ApiError("rate_limited", `Too many requests; the next one is welcome in ${seconds} s.`, {
        headers: { "retry-after": String(seconds) },
      });
    },
    onUnreachable: (c: AppContext, _: string, error: unknown) =>
      c.var.log.warn("rate_limiter_unreachable", {
        cause: errorOf(error),
      }),
  };
  const keys = limitRequests<AppEnv>({
    ...shared,
    policy: () => policy,
    subject: (c) => c.var.principal.credentialId,
  });
  const byAddress = (limit: typeof STRANGERS) => {
    const count = limitRequests<AppEnv>({
      ...shared,
      policy: () => limit,
      // Of IPv6 a subscriber has more addresses than there could be buckets.
      subject: (c) => networksAround(c.var.address ?? "unknown").subscriber,
    });
    return async (c: AppContext) => void (await count(c, async () => {}));
  };
  return {
    /** A good key's requests. */
    keys: keys satisfies MiddlewareHandler<AppEnv>,
    /** Counts a request that came without a good key; refuses it when its address has sent too many. */
    strangers: byAddress(STRANGERS),
    /** Counts a request that is meant for identity. */
    identity: byAddress(SIGN_IN),
  };
}
