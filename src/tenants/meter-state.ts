import type { GiveBackRequest, Period, SyncAnswer, SyncRequest, TakeRequest } from "./meter-contract.ts";

/** An isolate holds at most one part in this many of a month's requests, beyond what requests wait for. */
const SHARE = 1000;

/** What a tenant has used in a calendar month of UTC. */
export interface MonthState {
  readonly period: Period;
  /** Requests counted. A token counts from when it leaves; one that is given back does not count. */
  readonly requests: number;
  readonly analyses: number;
}

/** The calendar month of UTC that a moment is in. */
export function monthAt(now: number): Period {
  const date = new Date(now);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return { startsAt: Date.UTC(year, month), endsAt: Date.UTC(year, month + 1) };
}

/** A month in which nothing has been used. */
export function newMonth(now: number): MonthState {
  return { period: monthAt(now), requests: 0, analyses: 0 };
}

/** Begins the next month once it is there. A clock that is set back begins no month anew. */
export function turn(state: MonthState, now: number): MonthState {
  return now < state.period.endsAt ? state : newMonth(now);
}

export interface SyncDecision {
  state: MonthState;
  answer: SyncAnswer;
}

/**
 * Takes an isolate's report and gives it tokens. Pure.
 *
 * A token is counted when it is granted and is granted once, so whatever happens to isolates, answers and this object,
 * no more requests pass on tokens in a month than its limit. What passed without tokens (because there is no limit, or
 * the object could not be reached) is counted in the month in which its report arrives.
 */
export function sync(before: MonthState, request: SyncRequest, now: number): SyncDecision {
  const state = turn(before, now);
  const { limit, wanted, needed } = request;
  const returned = request.period === state.period.startsAt ? Math.min(request.returned, state.requests) : 0;
  const counted = state.requests - returned + request.spent;
  const granted = limit === null ? 0 : grant(Math.max(0, limit - counted), limit, wanted, needed);
  const requests = counted + granted;
  return {
    state: requests === state.requests ? state : { ...state, requests },
    answer: { granted, used: requests, period: state.period },
  };
}

/** Of what is left, who wants more than he needs at once gets half at most, so that others find something too. */
function grant(available: number, limit: number, wanted: number, needed: number): number {
  const forNow = Math.min(wanted, needed, available);
  return Math.max(forNow, Math.min(wanted, Math.ceil(limit / SHARE), Math.ceil(available / 2)));
}

/** Counts what is about to be done towards the month's limit; counts nothing when all of it does not fit. */
export function take(before: MonthState, { count, limit }: TakeRequest, now: number) {
  const state = turn(before, now);
  const analyses = state.analyses + count;
  const allowed = limit === null || analyses <= limit;
  return { state: allowed ? { ...state, analyses } : state, allowed };
}

/** Takes back what was counted and then not done; what was taken in an earlier month is over with it. */
export function giveBack(before: MonthState, { count, period }: GiveBackRequest, now: number): MonthState {
  const state = turn(before, now);
  if (period !== state.period.startsAt) return state;
  return { ...state, analyses: Math.max(0, state.analyses - count) };
}
