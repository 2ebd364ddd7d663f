/**
 * Why the server closes a socket. y-websocket gives up for good on codes from 4400 to 4499, and tries again after others; so what
 * a new connection can cure begins with 45.
 */
export const CLOSE = {
  malformed: { code: 4400, reason: "a message that is not of the protocol" },
  unauthorized: { code: 4401, reason: "not, or no longer, let in: get a new token" },
  removed: { code: 4403, reason: "removed from the room" },
  gone: { code: 4404, reason: "there is no such room" },
  quarantined: { code: 4409, reason: "the room's document cannot be loaded and is set aside" },
  tooLarge: { code: 4413, reason: "the message, or what it makes of the document, is too large" },
  full: { code: 4503, reason: "the room is full" },
  overPlan: { code: 4503, reason: "the plan allows no more connections at once" },
  tooSlow: { code: 4508, reason: "read too slowly, or not at all" },
  tooMany: { code: 4529, reason: "too many messages" },
  failed: { code: 1011, reason: "something went wrong here: connect again" },
} as const;

export type CloseReason = (typeof CLOSE)[keyof typeof CLOSE];
