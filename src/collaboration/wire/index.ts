export { type ClockRange, checkUpdate, type UpdateContents } from "./check-update.ts";
export { decodeMessage } from "./decode-message.ts";
export { encodeMessage, encodePresence } from "./encode-message.ts";
export { MalformedFrame } from "./malformed-frame.ts";
export type { Message, MessageType, PresenceEntry } from "./message.ts";
