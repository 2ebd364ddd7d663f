/** Writes FLAC files (RFC 9639) without compression: silence, whose blocks take a few bytes whatever they last, and verbatim. */

const BLOCK = 65_535;
const SAMPLE_RATE = 44_100;

/** Bitwise CRC, most significant bit first, starting from zero. */
export function crc(bytes: ArrayLike<number> & Iterable<number>, bits: 8 | 16, polynomial: number): number {
  const top = 1 << (bits - 1);
  let value = 0;
  for (const byte of bytes) {
    value ^= byte << (bits - 8);
    for (let i = 0; i < 8; i++) value = value & top ? (value << 1) ^ polynomial : value << 1;
    value &= 2 ** bits - 1;
  }
  return value;
}

/** A frame number as FLAC codes it; up to 16 bits are enough here. */
function codedNumber(value: number): number[] {
  if (value < 0x80) return [value];
  if (value < 0x800) return [0xc0 | (value >> 6), 0x80 | (value & 63)];
  return [0xe0 | (value >> 12), 0x80 | ((value >> 6) & 63), 0x80 | (value & 63)];
}

function silentFrame(number: number, blockSize: number, channels: number): number[] {
  // Fixed block size, 16-bit size field, 44.1 kHz; channels of 16 bits; then each channel "constant 0".
  const header = [
    0xff,
    0xf8,
    0x79,
    ((channels - 1) << 4) | 0x08,
    ...codedNumber(number),
    (blockSize - 1) >> 8,
    (blockSize - 1) & 255,
  ];
  const frame = [...header, crc(header, 8, 0x07), ...new Array<number>(3 * channels).fill(0)];
  const footer = crc(frame, 16, 0x8005);
  return [...frame, footer >> 8, footer & 255];
}

/** Silence at 44.1 kHz and 16 bits, rounded up to whole blocks of 1.49 s: about 11 bytes a second in stereo. */
export function silentFlac(seconds: number, channels = 2): Uint8Array<ArrayBuffer> {
  const blocks = Math.ceil((seconds * SAMPLE_RATE) / BLOCK);
  const info = new Uint8Array(34);
  info.set([BLOCK >> 8, BLOCK & 255, BLOCK >> 8, BLOCK & 255]);
  info.set(
    [SAMPLE_RATE >> 12, (SAMPLE_RATE >> 4) & 255, ((SAMPLE_RATE & 15) << 4) | ((channels - 1) << 1), 15 << 4],
    10,
  );
  const frames = Array.from({ length: blocks }, (_, number) => silentFrame(number, BLOCK, channels)).flat();
  return Uint8Array.from([0x66, 0x4c, 0x61, 0x43, 0x80, 0, 0, 34, ...info, ...frames]);
}

/**
 * Integer samples stored verbatim, in blocks of `blockSize`. The frames leave rate and sample size to STREAMINFO, so any of them
 * can be written. One array a channel, all equally long.
 */
export function verbatimFlac(
  channels: Int32Array[],
  bits: number,
  sampleRate: number,
  blockSize = 256,
): Uint8Array<ArrayBuffer> {
  const info = new Uint8Array(34);
  info.set([blockSize >> 8, blockSize & 255, blockSize >> 8, blockSize & 255]);
  const shape = ((channels.length - 1) << 1) | ((bits - 1) >> 4);
  const rate = [sampleRate >> 12, (sampleRate >> 4) & 255, ((sampleRate & 15) << 4) | shape];
  info.set([...rate, ((bits - 1) & 15) << 4], 10);
  const bytes = [0x66, 0x4c, 0x61, 0x43, 0x80, 0, 0, 34, ...info];
  for (let from = 0, number = 0; from < channels[0]!.length; from += blockSize, number++) {
    const blocks = channels.map((channel) => channel.subarray(from, from + blockSize));
    const size = blocks[0]!.length - 1;
    const header = [
      0xff,
      0xf8,
      0x70,
      (channels.length - 1) << 4,
      ...codedNumber(number),
      size >> 8,
      size & 255,
    ];
    const body = packBits(
      blocks.flatMap((block) => [[2, 8], ...Array.from(block, (value) => [value, bits])]),
    );
    const frame = [...header, crc(header, 8, 0x07), ...body];
    const footer = crc(frame, 16, 0x8005);
    for (const byte of [...frame, footer >> 8, footer & 255]) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

/** Packs (value, bits) pairs, most significant bit first, and pads the last byte with zeros. */
function packBits(fields: number[][]): number[] {
  const bits = fields.flatMap(([value, count]) =>
    Array.from({ length: count! }, (_, i) => (value! >> (count! - 1 - i)) & 1),
  );
  const bytes: number[] = [];
  for (let i = 0; i < bits.length; i += 8) {
    let byte = 0;
    for (let k = 0; k < 8; k++) byte = byte * 2 + (bits[i + k] ?? 0);
    bytes.push(byte);
  }
  return bytes;
}
