import { crc8 } from "./crc.ts";

/** What the STREAMINFO block of a FLAC file promises (RFC 9639 §8.2). */
export interface FlacStreamInfo {
  sampleRate: number;
  channelCount: number;
  bitsPerSample: number;
}

/** The header of one FLAC frame (RFC 9639 §9.1). */
export interface FlacFrameHeader {
  /** Samples a channel. */
  blockSize: number;
  /** In Hz; taken from STREAMINFO where the frame refers to it. */
  sampleRate: number;
  channelCount: number;
  bitsPerSample: number;
  /** Whether `number` counts samples (true) or frames of equal size (false). */
  variable: boolean;
  /** Number of the first sample, or of the frame. */
  number: number;
  /** Bytes of the header, its CRC included. */
  length: number;
}

/** Bytes of the longest frame header. */
export const MAX_FLAC_HEADER = 16;
/** Bytes of a STREAMINFO block's body. */
export const STREAMINFO_BYTES = 34;

const SAMPLE_RATES = [
  0, 88_200, 176_400, 192_000, 8000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000,
];
const SAMPLE_SIZES = [0, 8, 12, -1, 16, 20, 24, 32];

/** Reads a STREAMINFO body of 34 bytes. */
export function parseStreamInfo(body: Uint8Array): FlacStreamInfo {
  return {
    sampleRate: (body[10]! << 12) | (body[11]! << 4) | (body[12]! >> 4),
    channelCount: ((body[12]! >> 1) & 7) + 1,
    bitsPerSample: (((body[12]! & 1) << 4) | (body[13]! >> 4)) + 1,
  };
}

/** Reads the frame header at `at`, its CRC-8 checked, or null when there is none. */
export function parseFlacFrameHeader(
  bytes: Uint8Array,
  at: number,
  info: FlacStreamInfo,
): FlacFrameHeader | null {
  if (at + 6 > bytes.length || bytes[at] !== 0xff || (bytes[at + 1]! & 0xfe) !== 0xf8) return null;
  const third = bytes[at + 2]!;
  const fourth = bytes[at + 3]!;
  const channelBits = fourth >> 4;
  const sampleSize = SAMPLE_SIZES[(fourth >> 1) & 7]!;
  if (third >> 4 === 0 || (third & 15) === 15 || channelBits > 10 || sampleSize < 0 || (fourth & 1) === 1) {
    return null;
  }
  const coded = readCodedNumber(bytes, at + 4);
  if (!coded) return null;
  const block = readBlockSize(bytes, coded.next, third >> 4);
  const rate = readSampleRate(bytes, block.next, third & 15, info);
  const length = rate.next + 1 - at;
  if (rate.next >= bytes.length || crc8(bytes, at, at + length) !== 0) return null;
  return {
    blockSize: block.value,
    sampleRate: rate.value,
    channelCount: channelBits < 8 ? channelBits + 1 : 2,
    bitsPerSample: sampleSize || info.bitsPerSample,
    variable: (bytes[at + 1]! & 1) === 1,
    number: coded.value,
    length,
  };
}

/** Whether `next` is the frame that comes right after `frame`. */
export function followsFlacFrame(next: FlacFrameHeader, frame: FlacFrameHeader): boolean {
  return (
    next.variable === frame.variable && next.number === frame.number + (frame.variable ? frame.blockSize : 1)
  );
}

/** The most bytes the frame can take: every subframe stored verbatim, one bit wider for a side channel. */
export function maxFlacFrameBytes(header: FlacFrameHeader): number {
  const subframe = Math.ceil((header.blockSize * (header.bitsPerSample + 1)) / 8) + 8;
  return MAX_FLAC_HEADER + header.channelCount * subframe + 2;
}

interface Field {
  value: number;
  next: number;
}

/** A number of up to 36 bits in the extended UTF-8 of RFC 9639 §9.1.5. */
function readCodedNumber(bytes: Uint8Array, at: number): Field | null {
  const first = bytes[at]!;
  if (first < 0x80) return { value: first, next: at + 1 };
  const size = Math.clz32(~(first << 24));
  if (size < 2 || size > 7 || at + size > bytes.length) return null;
  let value = first & (0x7f >> size);
  for (let i = 1; i < size; i++) {
    const byte = bytes[at + i]!;
    if ((byte & 0xc0) !== 0x80) return null;
    value = value * 64 + (byte & 0x3f);
  }
  return { value, next: at + size };
}

function readBlockSize(bytes: Uint8Array, at: number, bits: number): Field {
  if (bits === 1) return { value: 192, next: at };
  if (bits <= 5) return { value: 144 << bits, next: at };
  if (bits === 6) return { value: bytes[at]! + 1, next: at + 1 };
  if (bits === 7) return { value: bytes[at]! * 256 + bytes[at + 1]! + 1, next: at + 2 };
  return { value: 1 << bits, next: at };
}

function readSampleRate(bytes: Uint8Array, at: number, bits: number, info: FlacStreamInfo): Field {
  if (bits === 0) return { value: info.sampleRate, next: at };
  if (bits < 12) return { value: SAMPLE_RATES[bits]!, next: at };
  if (bits === 12) return { value: bytes[at]! * 1000, next: at + 1 };
  const value = bytes[at]! * 256 + bytes[at + 1]!;
  return { value: bits === 13 ? value : value * 10, next: at + 2 };
}
