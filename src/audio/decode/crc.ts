/** A table for a most-significant-bit-first CRC of `bits` bits with the given polynomial. */
function crcTable(bits: number, polynomial: number): Uint32Array {
  const top = 2 ** (bits - 1);
  const table = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte * 2 ** (bits - 8);
    for (let bit = 0; bit < 8; bit++) {
      crc = crc >= top ? ((crc << 1) ^ polynomial) >>> 0 : (crc << 1) >>> 0;
      if (bits < 32) crc &= 2 ** bits - 1;
    }
    table[byte] = crc;
  }
  return table;
}

const CRC8 = crcTable(8, 0x07);
const CRC16 = crcTable(16, 0x8005);
const CRC32 = crcTable(32, 0x04c1_1db7);

/** CRC-8 of a FLAC frame header (RFC 9639 §9.1.8): zero over a header and its own CRC. */
export function crc8(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let i = from; i < to; i++) crc = CRC8[crc ^ bytes[i]!]!;
  return crc;
}

/**
 * Carries the CRC-16 of a FLAC frame (RFC 9639 §9.3) over `[from, to)` and stops early right after the byte that brings it to
 * zero, as a frame's own footer does. Returns where it stopped and the CRC there.
 */
export function crc16UntilZero(
  bytes: Uint8Array,
  from: number,
  to: number,
  start: number,
): { at: number; crc: number } {
  let crc = start;
  for (let i = from; i < to; i++) {
    crc = ((crc << 8) & 0xffff) ^ CRC16[(crc >> 8) ^ bytes[i]!]!;
    if (crc === 0) return { at: i + 1, crc };
  }
  return { at: to, crc };
}

/** CRC-32 of an Ogg page (RFC 3533 §6), carried on from `start`. */
export function crc32(bytes: Uint8Array, from: number, to: number, start = 0): number {
  let crc = start;
  for (let i = from; i < to; i++) crc = ((crc << 8) ^ CRC32[(crc >>> 24) ^ bytes[i]!]!) | 0;
  return crc >>> 0;
}
