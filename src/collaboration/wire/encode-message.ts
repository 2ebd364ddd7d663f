import * as encoding from "lib0/encoding";
import { FRAME, type Message, PERMISSION_DENIED, type PresenceEntry, SYNC } from "./message.ts";

/** Writes one message as a frame of the y-websocket protocol. */
export function encodeMessage(message: Message): Uint8Array<ArrayBuffer> {
  const encoder = encoding.createEncoder();
  switch (message.type) {
    case "step1":
      writeSync(encoder, SYNC.step1, message.stateVector);
      break;
    case "step2":
      writeSync(encoder, SYNC.step2, message.update);
      break;
    case "update":
      writeSync(encoder, SYNC.update, message.update);
      break;
    case "awareness":
      encoding.writeVarUint(encoder, FRAME.awareness);
      encoding.writeVarUint8Array(encoder, encodePresence(message.entries));
      break;
    case "denied":
      encoding.writeVarUint(encoder, FRAME.auth);
      encoding.writeVarUint(encoder, PERMISSION_DENIED);
      encoding.writeVarString(encoder, message.reason);
      break;
    case "query-awareness":
      encoding.writeVarUint(encoder, FRAME.queryAwareness);
      break;
  }
  return encoding.toUint8Array(encoder);
}

function writeSync(encoder: encoding.Encoder, kind: number, bytes: Uint8Array): void {
  encoding.writeVarUint(encoder, FRAME.sync);
  encoding.writeVarUint(encoder, kind);
  encoding.writeVarUint8Array(encoder, bytes);
}

/** Writes an awareness update, without the frame around it. */
export function encodePresence(entries: readonly PresenceEntry[]): Uint8Array<ArrayBuffer> {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, entries.length);
  for (const { client, clock, state } of entries) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, state ?? "null");
  }
  return encoding.toUint8Array(encoder);
}
