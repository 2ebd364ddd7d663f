import { OutgoingRefused } from "./refused.ts";

/**
 * Reads a body to its end, unless it is longer than a limit; then the rest is let go of unread.
 * @param maxBytes the longest that is taken, unpacked
 * @throws OutgoingRefused when it is longer, without reading it where its label says so already
 */
export async function readWithin(
  message: Request | Response,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = new OutgoingRefused("too-large", `More than ${maxBytes} bytes are not taken.`);
  if (Number(message.headers.get("content-length") ?? 0) > maxBytes) {
    await message.body?.cancel();
    throw tooLarge;
  }
  const parts: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop by the throw cancels the stream.
  for await (const part of message.body ?? []) {
    length += part.byteLength;
    if (length > maxBytes) throw tooLarge;
    parts.push(part);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  return all;
}
