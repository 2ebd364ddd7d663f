import { errorCorrection } from "./reed-solomon.ts";
import { dataModules } from "./version.ts";

/** Versions 1..20 at level M (15 % of a code may be unreadable): codewords for correction a block, and blocks. */
const BLOCKS: readonly (readonly [correction: number, count: number])[] = [
  [10, 1],
  [16, 1],
  [26, 1],
  [18, 2],
  [24, 2],
  [16, 4],
  [18, 4],
  [22, 4],
  [22, 5],
  [26, 5],
  [30, 5],
  [22, 8],
  [22, 9],
  [24, 9],
  [24, 10],
  [28, 10],
  [28, 11],
  [26, 13],
  [26, 14],
  [26, 16],
];

/** How many bits tell the number of bytes (ISO/IEC 18004, table 3). */
const lengthBits = (version: number): number => (version < 10 ? 8 : 16);

function dataCodewords(version: number): number {
  const [correction, count] = BLOCKS[version - 1]!;
  return Math.floor(dataModules(version) / 8) - correction * count;
}

/** The smallest version (1..20) that holds so many bytes. Throws RangeError above 666 bytes. */
export function versionFor(length: number): number {
  for (let version = 1; version <= BLOCKS.length; version++)
    if (4 + lengthBits(version) + length * 8 <= dataCodewords(version) * 8) return version;
  throw new RangeError(`${length} bytes do not fit into a QR code of version ${BLOCKS.length}.`);
}

/** The data codewords of one byte-mode segment, with its terminator and padding (7.4). */
function segment(bytes: Uint8Array, version: number): Uint8Array {
  const capacity = dataCodewords(version);
  const bits: number[] = [];
  const push = (value: number, width: number) => {
    for (let bit = width - 1; bit >= 0; bit--) bits.push((value >> bit) & 1);
  };
  push(0b0100, 4);
  push(bytes.length, lengthBits(version));
  for (const byte of bytes) push(byte, 8);
  push(0, Math.min(4, capacity * 8 - bits.length));
  while (bits.length % 8 !== 0) bits.push(0);
  for (let pad = 0xec; bits.length < capacity * 8; pad ^= 0xec ^ 0x11) push(pad, 8);
  return Uint8Array.from({ length: capacity }, (_, at) =>
    bits.slice(at * 8, at * 8 + 8).reduce((value, bit) => (value << 1) | bit, 0),
  );
}

/** The n-th codeword of each block in turn, for every n. */
function interleave(blocks: Uint8Array[]): number[] {
  const longest = Math.max(...blocks.map((block) => block.length));
  return Array.from({ length: longest }, (_, at) =>
    blocks.flatMap((block) => (at < block.length ? [block[at]!] : [])),
  ).flat();
}

/**
 * All codewords of a QR code of this version and level M: data, then error correction, interleaved (7.6).
 * @param bytes what is to be read; must fit the version, see {@link versionFor}
 */
export function codewordsOf(bytes: Uint8Array, version: number): Uint8Array {
  const [correction, count] = BLOCKS[version - 1]!;
  const data = segment(bytes, version);
  const shorter = Math.floor(data.length / count);
  const longerBlocks = data.length % count;
  const blocks: Uint8Array[] = [];
  for (let block = 0, at = 0; block < count; block++) {
    const length = shorter + (block >= count - longerBlocks ? 1 : 0);
    blocks.push(data.subarray(at, at + length));
    at += length;
  }
  return Uint8Array.from([
    ...interleave(blocks),
    ...interleave(blocks.map((block) => errorCorrection(block, correction))),
  ]);
}
