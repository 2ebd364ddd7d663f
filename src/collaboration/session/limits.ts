/** What a room allows. Bytes, milliseconds, and how many. */
export interface RoomLimits {
  messageBytes: number;
  documentBytes: number;
  /** Edits that build on others which have not come. */
  waitingBytes: number;
  /** Messages a second that one socket may send for long, and at once. */
  messagesPerSecond: number;
  messageBurst: number;
  sockets: number;
  /** The JSON of what one client says of itself. */
  presenceBytes: number;
  /** How often presence is told at the most. */
  presenceMs: number;
  /** How often edits are sent at the most; those in between go out as one. */
  editsMs: number;
  /** Bytes that may be on the way to a socket that has not shown to have read them. */
  unreadBytes: number;
  /** After so long without an edit the log is compacted. */
  quietMs: number;
  /** How long a room token is good, unless it is asked for less. */
  tokenMs: number;
}

/** The variables that say so. */
export interface RoomVars {
  ROOM_MESSAGE_BYTES: number;
  ROOM_DOCUMENT_BYTES: number;
  ROOM_WAITING_BYTES: number;
  ROOM_MESSAGES_PER_SECOND: number;
  ROOM_MESSAGE_BURST: number;
  ROOM_SOCKETS: number;
  ROOM_PRESENCE_BYTES: number;
  ROOM_PRESENCE_MS: number;
  ROOM_EDITS_MS: number;
  ROOM_UNREAD_BYTES: number;
  ROOM_QUIET_SECONDS: number;
  ROOM_TOKEN_HOURS: number;
}

/** A WebSocket's attachment may have 16 KB, and holds the presence beside a few short fields. */
const MOST_PRESENCE_BYTES = 12_000;

/** The limits by their variables. */
export function readLimits(vars: RoomVars): RoomLimits {
  return {
    messageBytes: vars.ROOM_MESSAGE_BYTES,
    documentBytes: vars.ROOM_DOCUMENT_BYTES,
    waitingBytes: vars.ROOM_WAITING_BYTES,
    messagesPerSecond: vars.ROOM_MESSAGES_PER_SECOND,
    messageBurst: vars.ROOM_MESSAGE_BURST,
    sockets: vars.ROOM_SOCKETS,
    presenceBytes: Math.min(vars.ROOM_PRESENCE_BYTES, MOST_PRESENCE_BYTES),
    presenceMs: vars.ROOM_PRESENCE_MS,
    editsMs: vars.ROOM_EDITS_MS,
    unreadBytes: vars.ROOM_UNREAD_BYTES,
    quietMs: vars.ROOM_QUIET_SECONDS * 1000,
    tokenMs: vars.ROOM_TOKEN_HOURS * 3_600_000,
  };
}
