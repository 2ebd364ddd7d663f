import { crc32 } from "../../src/audio/decode/crc.ts";

/** Gives every Ogg page the checksum of what it now holds. */
export function signOgg<T extends Uint8Array>(bytes: T): T {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (let at = 0; at + 27 <= bytes.length && bytes[at] === 0x4f; ) {
    const segments = bytes[at + 26]!;
    let end = at + 27 + segments;
    for (let i = 0; i < segments; i++) end += bytes[at + 27 + i]!;
    if (end > bytes.length) break;
    view.setUint32(at + 22, 0, true);
    view.setUint32(at + 22, crc32(bytes, at, end), true);
    at = end;
  }
  return bytes;
}
