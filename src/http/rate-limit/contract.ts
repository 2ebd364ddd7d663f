import { z } from "zod";

const count = z.int().nonnegative();

/** A limit: a bucket that holds `burst` tokens and gains `perMinute` of them a minute; a request costs one. */
export const rateLimitPolicySchema = z.object({
  /** What the policy is called in the headers: printable ASCII without quotes or backslashes. */
  name: z.string().regex(/^[ !#-[\]-~]{1,64}$/),
  perMinute: z.int().min(1).max(60_000_000),
  burst: z.int().min(1).max(10_000_000),
});

/** What an isolate asks of the object that keeps a subject's bucket. */
export const leaseRequestSchema = z.object({
  policy: rateLimitPolicySchema,
  /** Tokens it would like on top of those it holds. */
  wanted: count,
  /** How many of those are for requests that wait for this very answer. */
  needed: count,
  /** The lease that its tokens came from, as the last grant named it; 0 for none. */
  lease: count,
  /** Tokens of that lease it has not spent yet and would keep. */
  held: count,
  /** Tokens of that lease it has spent since its last report. */
  spent: count,
  /** Requests let through on its own account while the object could not be reached. */
  overdrawn: count,
});

export type RateLimitPolicy = z.infer<typeof rateLimitPolicySchema>;
export type LeaseRequest = z.infer<typeof leaseRequestSchema>;

/** What the object answers. */
export interface LeaseGrant {
  /** New tokens, 0 or more. */
  granted: number;
  /** Whether the tokens reported as held stay with the isolate; otherwise they are void. */
  kept: boolean;
  /** Names the lease in the next report; 0 when the isolate now holds nothing. */
  lease: number;
  /** How long the tokens may be spent, in ms, counted from the moment the request was sent. */
  ttlMs: number;
  /** Tokens left in the bucket for everybody. */
  remaining: number;
  /** When nothing was granted: ms until asking again is worth while; otherwise 0. */
  retryAfterMs: number;
}

/** Asks the object of a subject for tokens; rejects when it cannot be reached. */
export type AskForLease = (subject: string, request: LeaseRequest) => Promise<LeaseGrant>;
