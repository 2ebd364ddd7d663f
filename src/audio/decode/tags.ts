import type { ByteSource } from "./byte-source.ts";

/** Bytes that `tagLength` needs to see. */
export const TAG_HEAD_BYTES = 32;

/**
 * Length in bytes of the metadata tag that starts at `at`, or 0 when there is none: ID3v2 (id3.org, §3.1: 28-bit "syncsafe"
 * size, with an optional footer), ID3v1 (128 bytes from "TAG") and APEv2 (32-byte header with a little-endian size). Such tags
 * stand before or after the sound of an mp3, and people put them before FLAC and Ogg as well.
 */
export function tagLength(bytes: Uint8Array, at: number): number {
  if (startsWith(bytes, at, "ID3") && at + 10 <= bytes.length) {
    const size = bytes.subarray(at + 6, at + 10);
    if (bytes[at + 3] === 0xff || bytes[at + 4] === 0xff || size.some((byte) => byte > 127)) return 0;
    const footer = bytes[at + 5]! & 0x10 ? 10 : 0;
    return 10 + footer + size.reduce((sum, byte) => sum * 128 + byte, 0);
  }
  if (startsWith(bytes, at, "TAG")) return 128;
  if (startsWith(bytes, at, "APETAGEX") && at + TAG_HEAD_BYTES <= bytes.length) {
    const view = new DataView(bytes.buffer, bytes.byteOffset + at, TAG_HEAD_BYTES);
    // A footer that stands alone is 32 bytes; a header is followed by items and a footer of `size` bytes.
    const isHeader = (view.getUint32(20, true) & 0x2000_0000) !== 0;
    return isHeader ? 32 + view.getUint32(12, true) : 32;
  }
  return 0;
}

/** Skips the tags at the start of the window. False when the file ends in one. */
export async function skipTags(source: ByteSource): Promise<boolean> {
  for (;;) {
    await source.need(TAG_HEAD_BYTES);
    const length = tagLength(source.view(source.available), 0);
    if (length === 0) return true;
    if (!(await source.skip(length))) return false;
  }
}

/** Whether the ASCII `text` stands at `at`. */
export function startsWith(bytes: Uint8Array, at: number, text: string): boolean {
  if (at + text.length > bytes.length) return false;
  for (let i = 0; i < text.length; i++) {
    if (bytes[at + i] !== text.charCodeAt(i)) return false;
  }
  return true;
}
