import type { SyncAnswer, SyncRequest } from "./meter-contract.ts";

/** How often a busy isolate reports, and how long tokens are asked for in advance. */
export const REPORT_MS = 2_000;
/** Tokens are asked for two reports ahead, so that they last until the next ones are there. */
const HORIZON_MS = 2 * REPORT_MS;
/** The shortest time a rate is estimated from: two requests a millisecond apart are no thousand a second. */
const SHORTEST_SAMPLE_MS = 250;
/** How long an answer is good for at least, should this isolate's clock be ahead of the object's at a month's turn. */
const CLOCK_SKEW_MS = 1_000;

/**
 * What one isolate may let through of one tenant's requests, and what it has to report. It is changed in place: every
 * request passes here.
 */
export interface Allowance {
  /** Tokens in hand, good in the month that starts at `period` and ends at `endsAt`. */
  tokens: number;
  period: number;
  endsAt: number;
  /** Requests let through without a token that the object has not been told of. */
  uncounted: number;
  /** What the object last said is used, and whether that was all there is. */
  used: number;
  isExhausted: boolean;
  /** Requests seen since `reportedAt`. */
  seen: number;
  reportedAt: number;
  /** Tokens that the last report wanted to have. */
  target: number;
}

/** What becomes of a request: it passes, it is over the limit, or the object has to be asked first. */
export type Passage = "passed" | "exhausted" | "wait";

export function newAllowance(): Allowance {
  return {
    tokens: 0,
    period: 0,
    endsAt: 0,
    uncounted: 0,
    used: 0,
    isExhausted: false,
    seen: 0,
    reportedAt: Number.NEGATIVE_INFINITY,
    target: 0,
  };
}

/**
 * Decides one request, and counts it if it passes.
 * @param limit requests a month; null for any number
 * @param isUnreachable whether the object does not answer: then requests pass unless the limit was met when it last did
 */
export function pass(
  allowance: Allowance,
  limit: number | null,
  isUnreachable: boolean,
  now: number,
): Passage {
  if (limit !== null) {
    if (now >= allowance.endsAt) {
      allowance.tokens = 0;
      allowance.isExhausted = false;
    }
    if (allowance.tokens > 0) {
      allowance.tokens--;
      allowance.seen++;
      return "passed";
    }
    if (allowance.isExhausted) return "exhausted";
    if (!isUnreachable) return "wait";
  }
  allowance.uncounted++;
  allowance.seen++;
  return "passed";
}

/** Whether a report is due: there is something to tell, or tokens run low, or a limit that was met is worth another look. */
export function isReportDue(allowance: Allowance, limit: number | null, now: number): boolean {
  if (now - allowance.reportedAt >= REPORT_MS) return true;
  // A target of one says that nobody knows yet whether a second request follows; tokens for it would be lost with the isolate.
  return (
    limit !== null &&
    !allowance.isExhausted &&
    allowance.target > 1 &&
    allowance.tokens * 2 < allowance.target
  );
}

/**
 * Makes the report, and with it takes what it gives back out of hand: should the answer be lost, those tokens are lost
 * with it, and count as spent.
 * @param waiting requests that wait for the answer
 * @param keep false to give all tokens back
 */
export function report(
  allowance: Allowance,
  limit: number | null,
  waiting: number,
  now: number,
  keep = true,
): SyncRequest {
  const elapsed = Math.max(SHORTEST_SAMPLE_MS, now - allowance.reportedAt);
  const expected = Math.ceil((allowance.seen * HORIZON_MS) / elapsed);
  const target = limit === null || !keep ? 0 : Math.max(1, waiting, expected);
  const returned = Math.max(0, allowance.tokens - target);
  const request = {
    limit,
    spent: allowance.uncounted,
    returned,
    period: allowance.period,
    wanted: Math.max(0, target - allowance.tokens),
    needed: waiting,
  };
  allowance.tokens -= returned;
  allowance.uncounted = 0;
  allowance.seen = 0;
  allowance.reportedAt = now;
  allowance.target = target;
  return request;
}

/** Takes the answer to a report in. */
export function accept(allowance: Allowance, request: SyncRequest, answer: SyncAnswer, now: number): void {
  const { granted, used, period } = answer;
  // Overtaken by an answer of the month after.
  if (period.startsAt < allowance.period) return;
  allowance.tokens = period.startsAt === allowance.period ? allowance.tokens + granted : granted;
  allowance.period = period.startsAt;
  allowance.endsAt = Math.max(period.endsAt, now + CLOCK_SKEW_MS);
  allowance.used = used;
  allowance.isExhausted = request.limit !== null && used >= request.limit;
  // The object gives a part of what was wanted to who wants much: a smaller store is then no reason to ask all the time.
  allowance.target = Math.min(allowance.target, allowance.tokens);
}

/**
 * Takes back what a report told, because nobody knows whether it arrived; the next one tells it again. A request may so be
 * counted twice, but is never left out.
 */
export function retract(allowance: Allowance, request: SyncRequest): void {
  allowance.uncounted += request.spent;
}
