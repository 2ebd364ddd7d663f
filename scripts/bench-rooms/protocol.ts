import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";

/** Where a document is to be had. */
export interface RoomAddress {
  url: string;
  /** Hocuspocus names the document in each frame; y-websocket has it in the URL alone. */
  frameName: string | null;
  /** The name of the text that editors type into. */
  root: string;
}

const SYNC = 0;
const AUTH = 2;
/** Hocuspocus: like SYNC, but asks for no answer. */
const SYNC_REPLY = 4;
const STEP_1 = 0;
const STEP_2 = 1;
const UPDATE = 2;
/** The state vector, and the update, of a document without content. */
const EMPTY_VECTOR = Uint8Array.of(0);
const EMPTY_UPDATE = Uint8Array.of(0, 0);

/** Asks for all that is not in the state vector. */
export const askFrame = (address: RoomAddress, stateVector: Uint8Array = EMPTY_VECTOR): Uint8Array =>
  syncFrame(address, STEP_1, stateVector);

/** Answers the server's question what we have that it has not: nothing. */
export const nothingFrame = (address: RoomAddress): Uint8Array => syncFrame(address, STEP_2, EMPTY_UPDATE);

export const updateFrame = (address: RoomAddress, update: Uint8Array): Uint8Array =>
  syncFrame(address, UPDATE, update);

function syncFrame({ frameName }: RoomAddress, kind: number, payload: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  if (frameName !== null) encoding.writeVarString(encoder, frameName);
  encoding.writeVarUint(encoder, SYNC);
  encoding.writeVarUint(encoder, kind);
  encoding.writeVarUint8Array(encoder, payload);
  return encoding.toUint8Array(encoder);
}

/** What must be said before anything else: Hocuspocus answers nobody who has not shown a token, though it checks none. */
export function helloFrame({ frameName }: RoomAddress): Uint8Array | null {
  if (frameName === null) return null;
  const encoder = encoding.createEncoder();
  encoding.writeVarString(encoder, frameName);
  encoding.writeVarUint(encoder, AUTH);
  encoding.writeVarUint(encoder, 0);
  encoding.writeVarString(encoder, "none");
  encoding.writeVarString(encoder, "4.8.0");
  return encoding.toUint8Array(encoder);
}

export type Received =
  | { kind: "asked" }
  /** The answer to `askFrame`. */
  | { kind: "state"; update: Uint8Array }
  | { kind: "update"; update: Uint8Array }
  | { kind: "refused"; reason: string }
  | { kind: "other" };

/** Reads a frame that a server sent. @throws Error when it ends too early */
export function readFrame({ frameName }: RoomAddress, bytes: Uint8Array): Received {
  const decoder = decoding.createDecoder(bytes);
  if (frameName !== null) decoding.readVarString(decoder);
  const type = decoding.readVarUint(decoder);
  if (type === AUTH) {
    const permitted = decoding.readVarUint(decoder) === 2;
    return permitted ? { kind: "other" } : { kind: "refused", reason: decoding.readVarString(decoder) };
  }
  if (type !== SYNC && type !== SYNC_REPLY) return { kind: "other" };
  const kind = decoding.readVarUint(decoder);
  if (kind === STEP_1) return { kind: "asked" };
  const update = decoding.readVarUint8Array(decoder);
  return { kind: kind === STEP_2 ? "state" : "update", update };
}
