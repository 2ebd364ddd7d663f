/** The connections of a tenant, by who holds them. */
export type SocketsState = readonly Holding[];

interface Holding {
  readonly holder: string;
  readonly count: number;
  /** When it no longer counts unless its holder has spoken of it again, ms since 1970. */
  readonly endsAt: number;
}

/** What a holder says of itself: how many connections it has, and for how long that counts unless it is said again. */
export interface Held {
  holder: string;
  open: number;
  forMs: number;
}

/** Connections that are open, as far as their holders have said lately. */
export function openSockets(state: SocketsState, now: number): number {
  return live(state, now).reduce((sum, { count }) => sum + count, 0);
}

/**
 * Lets a holder open more connections, as many of those wanted as the limit has room for. What it says it has is believed, so
 * that messages that were lost, and a holder that crashed with its connections, are put right by its next question.
 */
export function acquire(
  before: SocketsState,
  { holder, open, forMs, wanted }: Held & { wanted: number },
  limit: number | null,
  now: number,
): { state: SocketsState; granted: number } {
  const state = hold(before, { holder, open, forMs }, now);
  const room = limit === null ? wanted : Math.max(0, limit - openSockets(state, now));
  const granted = Math.min(wanted, room);
  return {
    state: granted === 0 ? state : hold(state, { holder, open: open + granted, forMs }, now),
    granted,
  };
}

/** Takes a holder's own count for what it has: connections that are open are not closed by a limit. */
export function hold(before: SocketsState, { holder, open, forMs }: Held, now: number): SocketsState {
  const others = live(before, now).filter((one) => one.holder !== holder);
  return open === 0 ? others : [...others, { holder, count: open, endsAt: now + forMs }];
}

function live(state: SocketsState, now: number): SocketsState {
  return state.filter(({ endsAt }) => now < endsAt);
}
