/** What one client says of itself to the others: where its cursor is, its name, its colour. */
export interface PresenceEntry {
  /** The Yjs client id. */
  client: number;
  /** Grows with each change; an entry with a lower one is old news. */
  clock: number;
  /** A JSON object as text; null when the client has gone. */
  state: string | null;
}

/** A message of the y-websocket protocol, in either direction. */
export type Message =
  /** “This is what I have”: asks for a `step2` with the rest. */
  | { type: "step1"; stateVector: Uint8Array }
  /** The answer to a `step1`. */
  | { type: "step2"; update: Uint8Array }
  /** An edit. */
  | { type: "update"; update: Uint8Array }
  | { type: "awareness"; entries: PresenceEntry[] }
  /** The server refuses what the client sent. */
  | { type: "denied"; reason: string }
  /** Asks for an `awareness` with all that are known. */
  | { type: "query-awareness" };

export type MessageType = Message["type"];

/** The numbers that begin a frame. Source: y-websocket 3.1. */
export const FRAME = { sync: 0, awareness: 1, auth: 2, queryAwareness: 3 } as const;
/** The numbers that follow `FRAME.sync`. Source: y-protocols 1.0, sync. */
export const SYNC = { step1: 0, step2: 1, update: 2 } as const;
/** The number that follows `FRAME.auth`. Source: y-protocols 1.0, auth. */
export const PERMISSION_DENIED = 0;
