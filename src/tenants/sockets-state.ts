/** How long a holder's connections count after it last spoke of them; holders renew three times in this time. */
export const SOCKETS_MS = 90_000;

/** The connections of a tenant, by who holds them. */
export type SocketsState = readonly Holding[];

interface Holding {
  readonly holder: string;
  readonly count: number;
  /** ms since 1970. */
  readonly endsAt: number;
}

/** Connections that are open, as far as their holders have said lately. */
export function openSockets(state: SocketsState, now: number): number {
  return live(state, now).reduce((sum, { count }) => sum + count, 0);
}

/** Lets a holder open one more connection, if the limit has room for it. */
export function acquire(before: SocketsState, holder: string, limit: number | null, now: number) {
  const state = live(before, now);
  if (limit !== null && openSockets(state, now) + 1 > limit) return { state, allowed: false };
  return { state: held(state, holder, countOf(state, holder) + 1, now), allowed: true };
}

/** Takes a holder's own count for what it has: connections that are open are not closed by a limit. */
export function renew(before: SocketsState, holder: string, count: number, now: number): SocketsState {
  return held(live(before, now), holder, count, now);
}

/** Notes that one connection of a holder has closed. */
export function releaseOne(before: SocketsState, holder: string, now: number): SocketsState {
  const state = live(before, now);
  return held(state, holder, Math.max(0, countOf(state, holder) - 1), now);
}

function held(state: SocketsState, holder: string, count: number, now: number): SocketsState {
  const others = state.filter((one) => one.holder !== holder);
  return count === 0 ? others : [...others, { holder, count, endsAt: now + SOCKETS_MS }];
}

function countOf(state: SocketsState, holder: string): number {
  return state.find((one) => one.holder === holder)?.count ?? 0;
}

function live(state: SocketsState, now: number): SocketsState {
  return state.filter(({ endsAt }) => now < endsAt);
}
