/**
 * How far a client has read what was sent to it. workerd's sockets do not tell what waits in them, so the room asks: a `step1` in
 * between is answered with a `step2`, by which time all before it has been read.
 */
export interface Reading {
  /** Bytes sent, bytes of them known to have been read, and bytes sent when the unanswered question was (null: none is). */
  sent: number;
  read: number;
  asked: number | null;
  askedAt: number;
  /** How much of what is unread may be beyond the limit: one answer to the client's own question, however large. */
  grace: number;
}

export const NOTHING_SENT: Reading = { sent: 0, read: 0, asked: null, askedAt: 0, grace: 0 };

/** A question after each so many bytes. */
const ASK_EVERY_BYTES = 65_536;

/** Notes bytes that are sent. */
export function noteSent(reading: Reading, bytes: number): Reading {
  return { ...reading, sent: reading.sent + bytes };
}

/** Notes an answer that the client asked for; it may be larger than the limit, but not one upon another. */
export function noteAnswer(reading: Reading, bytes: number): Reading {
  const grace = reading.grace === 0 ? bytes : reading.grace;
  return { ...reading, sent: reading.sent + bytes, grace };
}

/** Whether it is time for a question. */
export function shouldAsk({ sent, read, asked }: Reading): boolean {
  return asked === null && sent - read >= ASK_EVERY_BYTES;
}

/** Notes a question, which is sent now. */
export function noteAsked(reading: Reading, bytes: number, now: number): Reading {
  const sent = reading.sent + bytes;
  return { ...reading, sent, asked: sent, askedAt: now };
}

/** Notes the answer to the question. */
export function noteAnswered(reading: Reading): Reading {
  if (reading.asked === null) return reading;
  return { ...reading, read: reading.asked, asked: null, grace: 0 };
}

/** Whether more is on its way than the room keeps for one client. */
export function isTooSlow({ sent, read, grace }: Reading, mostUnread: number): boolean {
  return sent - read - grace > mostUnread;
}
