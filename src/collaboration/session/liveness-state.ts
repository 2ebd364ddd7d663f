/** What is known of whether there is still somebody at a socket. */
export interface Liveness {
  /** When something last came from it, ms. */
  heardAt: number;
  /** When it was asked a question that it has not answered, ms; null when there is none. */
  askedAt: number | null;
}

/** How long a socket has to answer. */
const ANSWER_MS = 5_000;
/** y-websocket's client says something every 15 to 18 s, and gives up on a server that is silent for 30 s. */
const LONGEST_SILENCE_MS = 20_000;
const SHORTEST_SILENCE_MS = 5_000;

/**
 * After how long a silent socket is asked. While a room is awake anyway that is soon, unless so many sockets would answer that
 * asking them all weighs; a room in which nothing happens is woken no more often than its clients do by themselves.
 */
export function askAfterMs(sockets: number, isAwake: boolean): number {
  if (!isAwake) return LONGEST_SILENCE_MS;
  return Math.min(LONGEST_SILENCE_MS, Math.max(SHORTEST_SILENCE_MS, sockets * 100));
}

/** What to do about a socket: nothing, ask it, or give it up for dead. */
export function judge(
  { heardAt, askedAt }: Liveness,
  askAfter: number,
  now: number,
): "fine" | "ask" | "dead" {
  if (askedAt !== null && heardAt < askedAt) return now - askedAt >= ANSWER_MS ? "dead" : "fine";
  return now - heardAt >= askAfter ? "ask" : "fine";
}

/** When a socket has to be looked at again, at the latest. */
export function lookAgainAt({ heardAt, askedAt }: Liveness): number {
  return askedAt !== null && heardAt < askedAt ? askedAt + ANSWER_MS : heardAt + LONGEST_SILENCE_MS;
}
