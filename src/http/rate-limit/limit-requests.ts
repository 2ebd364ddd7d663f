import type { Context, Env, MiddlewareHandler } from "hono";
import type { AskForLease, RateLimitPolicy } from "./contract.ts";
import { describePolicy, type RateLimitHeaders } from "./headers.ts";
import { createLeaseClient, type LeaseClient, type Verdict } from "./lease-client.ts";

export interface RateLimitOptions<E extends Env> {
  /** Whose bucket the request draws on: an API key, a tenant, an address. */
  subject: (c: Context<E>) => string;
  /** The limit that applies. Policies of different numbers need different names. */
  policy: (c: Context<E>) => RateLimitPolicy;
  /** The way to the subject's object, called within the request that needs it. */
  leaseFrom: (c: Context<E>) => AskForLease;
  waitUntil: (c: Context<E>) => (promise: Promise<unknown>) => void;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Answers, or throws, the refusal: 429 with `Retry-After`. */
  deny: (c: Context<E>, retryAfterSeconds: number) => Response | Promise<Response>;
  /** Hears that an object did not answer and requests go by the isolate's allowance. Log it as a warning. */
  onUnreachable: (c: Context<E>, subject: string, error: unknown) => void;
}

interface Limiter<E extends Env> {
  policy: RateLimitPolicy;
  headers: RateLimitHeaders;
  client: LeaseClient<Context<E>>;
}

/**
 * Lets requests through as their policy allows and tells them about it in `RateLimit-Policy` and `RateLimit`. A request
 * that finds tokens in the isolate is decided without any I/O. Create it once an isolate: it holds the tokens.
 */
export function limitRequests<E extends Env>(options: RateLimitOptions<E>): MiddlewareHandler<E> {
  const limiters = new Map<string, Limiter<E>>();

  const limiterOf = (policy: RateLimitPolicy): Limiter<E> => {
    const known = limiters.get(policy.name);
    if (known && known.policy.burst === policy.burst && known.policy.perMinute === policy.perMinute)
      return known;
    const client = createLeaseClient<Context<E>>(policy, {
      ask: (c, subject, request) => options.leaseFrom(c)(subject, request),
      waitUntil: (c, promise) => options.waitUntil(c)(promise),
      onUnreachable: options.onUnreachable,
      now: options.now,
    });
    const limiter = { policy, headers: describePolicy(policy), client };
    limiters.set(policy.name, limiter);
    return limiter;
  };

  return async (c, next) => {
    const { headers, client } = limiterOf(options.policy(c));
    const decision = client.take(c, options.subject(c));
    const verdict: Verdict = decision instanceof Promise ? await decision : decision;
    if (verdict.allowed) {
      await next();
      return announce(c, headers.policy, headers.passed(verdict.remaining));
    }
    const seconds = Math.ceil(verdict.retryAfterMs / 1_000);
    // Set before and after: a refusal that is thrown is answered elsewhere, with what is on the context by then.
    c.header("RateLimit-Policy", headers.policy);
    c.header("RateLimit", headers.refused(seconds));
    c.res = await options.deny(c, seconds);
    return announce(c, headers.policy, headers.refused(seconds));
  };
}

/** Puts the two fields on an answer, whose headers may be those of a fetched one and hence read-only. */
function announce<E extends Env>(c: Context<E>, policy: string, state: string): void {
  // An upgraded connection has no answer to write on.
  if (c.res.status === 101) return;
  try {
    c.res.headers.set("RateLimit-Policy", policy);
    c.res.headers.set("RateLimit", state);
  } catch {
    c.res = new Response(c.res.body, c.res);
    c.res.headers.set("RateLimit-Policy", policy);
    c.res.headers.set("RateLimit", state);
  }
}
