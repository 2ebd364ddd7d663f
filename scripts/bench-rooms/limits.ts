/** Limits of requests and rooms that no load here reaches: each is decided on, none refuses. */
export const LIMITS_ABOVE_THE_LOAD: Record<string, number> = {
  RATE_LIMIT_REQUESTS: 60_000_000,
  RATE_LIMIT_BURST: 10_000,
  ROOM_MESSAGES_PER_SECOND: 100_000,
  ROOM_MESSAGE_BURST: 100_000,
  ROOM_SOCKETS: 10_000,
  ROOM_UNREAD_BYTES: 1_000_000_000,
};
