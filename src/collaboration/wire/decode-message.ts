import * as decoding from "lib0/decoding";
import { decodeStateVector } from "yjs";
import { MalformedFrame } from "./malformed-frame.ts";
import { FRAME, type Message, PERMISSION_DENIED, type PresenceEntry, SYNC } from "./message.ts";

/** Entries that one awareness message may have: more than any room has sockets. */
const MOST_ENTRIES = 10_000;

/**
 * Reads one frame of the y-websocket protocol, of whatever bytes. The work is at most proportional to the frame's length, and
 * the bytes of an update are not looked into (see `checkUpdate`).
 * @throws MalformedFrame for everything that is not exactly one message
 */
export function decodeMessage(frame: Uint8Array): Message {
  const decoder = decoding.createDecoder(frame);
  const message = orMalformed("the frame ends early or holds what is no number or text", () =>
    readMessage(decoder),
  );
  if (decoding.hasContent(decoder)) throw new MalformedFrame("there are bytes behind the message");
  return message;
}

function readMessage(decoder: decoding.Decoder): Message {
  switch (decoding.readVarUint(decoder)) {
    case FRAME.sync:
      return readSync(decoder);
    case FRAME.awareness:
      return { type: "awareness", entries: decodePresence(decoding.readVarUint8Array(decoder)) };
    case FRAME.auth:
      if (decoding.readVarUint(decoder) !== PERMISSION_DENIED)
        throw new MalformedFrame("an unknown kind of auth message");
      return { type: "denied", reason: decoding.readVarString(decoder) };
    case FRAME.queryAwareness:
      return { type: "query-awareness" };
    default:
      throw new MalformedFrame("an unknown kind of message");
  }
}

function readSync(decoder: decoding.Decoder): Message {
  const kind = decoding.readVarUint(decoder);
  const bytes = decoding.readVarUint8Array(decoder);
  switch (kind) {
    case SYNC.step1:
      decodeStateVector(bytes);
      return { type: "step1", stateVector: bytes };
    case SYNC.step2:
      return { type: "step2", update: bytes };
    case SYNC.update:
      return { type: "update", update: bytes };
    default:
      throw new MalformedFrame("an unknown kind of sync message");
  }
}

/**
 * Reads an encoded awareness update.
 * @throws MalformedFrame unless it is exactly a list of entries whose states are JSON objects or null
 */
export function decodePresence(bytes: Uint8Array): PresenceEntry[] {
  const decoder = decoding.createDecoder(bytes);
  return orMalformed("the awareness update cannot be read", () => {
    const count = decoding.readVarUint(decoder);
    if (count > MOST_ENTRIES) throw new MalformedFrame("too many entries in an awareness update");
    const entries: PresenceEntry[] = [];
    for (let i = 0; i < count; i++) {
      const client = readSafe(decoder);
      const clock = readSafe(decoder);
      const text = decoding.readVarString(decoder);
      const state: unknown = JSON.parse(text);
      if (typeof state !== "object") throw new MalformedFrame("an awareness state that is no object");
      entries.push({ client, clock, state: state === null ? null : text });
    }
    if (decoding.hasContent(decoder)) throw new MalformedFrame("bytes behind the awareness update");
    return entries;
  });
}

/** A number that still counts: one more than it can be told from it. */
function readSafe(decoder: decoding.Decoder): number {
  const value = decoding.readVarUint(decoder);
  if (value >= Number.MAX_SAFE_INTEGER) throw new MalformedFrame("a number beyond counting");
  return value;
}

/** Whatever a decoder throws at bytes that it does not understand means the same here. */
function orMalformed<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof MalformedFrame ? error : new MalformedFrame(what);
  }
}
