/** What a room has last told its tenant's meter: how many sockets it has, when, and for how long that counts, ms. */
export interface Told {
  open: number;
  at: number;
  forMs: number;
}

/** Sockets that are open: those that edit, and those that only follow. */
export interface OpenSockets {
  editing: number;
  following: number;
}

/** How long a room's word counts in which somebody edits: it is awake every 20 s to look after them anyway. */
export const EDITED_MS = 90_000;
/** And of one with followers alone, which nothing but this would wake while nothing happens. */
export const FOLLOWED_MS = 900_000;

/** How long a room's word on its sockets is to count, ms. */
export function holdFor({ editing }: OpenSockets): number {
  return editing > 0 ? EDITED_MS : FOLLOWED_MS;
}

/** Whether a room that is awake says again what it has: after a third of the time that its last word counts. */
export function isRenewalDue(told: Told | null, now: number): boolean {
  return told === null || now - told.at >= told.forMs / 3 || now < told.at;
}

/** When a room has to wake to say so, had it slept until then; null where it said that it has none. */
export function wakeToRenewAt(told: Told | null): number | null {
  return told === null || told.open === 0 ? null : told.at + (told.forMs * 2) / 3;
}
