/** What stands in the first byte for the default algorithm, which `fpcalc` calls 2. */
const ALGORITHM = 1;
/** Gaps of this and more go on in five further bits. */
const LONG_GAP = 7;
/** Hashes of more than two hours; no recording of ours is that long. */
const MOST_HASHES = 65_536;

/** A compressed fingerprint that breaks its format's rules; the message may be shown to whoever sent it. */
export class FingerprintError extends Error {
  override readonly name = "FingerprintError";
}

/**
 * The compressed form that AcoustID takes and `fpcalc` prints: base64url without padding of the algorithm, the number of
 * hashes in 24 bits, and of each hash's difference to the one before (exclusive or) the gaps between its set bits, in
 * three bits each, ended by 0; what gaps have beyond 7 follows behind all of those, in five bits each.
 * @throws RangeError for more than 65,536 hashes
 */
export function compress(hashes: Uint32Array): string {
  if (hashes.length > MOST_HASHES) throw new RangeError(`${hashes.length} hashes are too many.`);
  const gaps: number[] = [];
  const rests: number[] = [];
  for (let i = 0; i < hashes.length; i++) {
    let bits = i === 0 ? hashes[0]! : (hashes[i]! ^ hashes[i - 1]!) >>> 0;
    let last = 0;
    for (let bit = 1; bits !== 0; bit++, bits >>>= 1) {
      if ((bits & 1) === 0) continue;
      const gap = bit - last;
      gaps.push(Math.min(gap, LONG_GAP));
      if (gap >= LONG_GAP) rests.push(gap - LONG_GAP);
      last = bit;
    }
    gaps.push(0);
  }
  const { length } = hashes;
  const head = [ALGORITHM, length >> 16, (length >> 8) & 255, length & 255];
  return toBase64(Uint8Array.from([...head, ...pack(gaps, 3), ...pack(rests, 5)]));
}

/**
 * The hashes of a compressed fingerprint, from anybody: everything in it is checked, and nothing is made larger than it
 * says and may be.
 * @throws FingerprintError when the text is no base64url, of another algorithm, too long, cut off, or has bits to spare
 */
export function decompress(text: string): Uint32Array {
  const bytes = fromBase64(text);
  if (bytes.length < 4) throw new FingerprintError("The fingerprint is cut off.");
  if (bytes[0] !== ALGORITHM)
    throw new FingerprintError("The fingerprint is not of fpcalc's default algorithm.");
  const count = (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!;
  if (count > MOST_HASHES) throw new FingerprintError(`A fingerprint has ${MOST_HASHES} hashes at the most.`);
  // Each hash takes three bits at the least, so a count that the bytes cannot hold is seen before any memory is taken.
  if (3 * count > 8 * (bytes.length - 4)) throw new FingerprintError("The fingerprint is cut off.");

  const gaps: number[] = [];
  let long = 0;
  let at = 8 * 4;
  for (let ended = 0; ended < count; ) {
    const gap = bitsAt(bytes, at, 3);
    at += 3;
    gaps.push(gap);
    if (gap === 0) ended++;
    if (gap === LONG_GAP) long++;
  }
  at = 8 * Math.ceil(at / 8);
  if (Math.ceil((at + 5 * long) / 8) !== bytes.length) {
    throw new FingerprintError("The fingerprint's length does not fit what it says.");
  }
  const hashes = new Uint32Array(count);
  let bit = 0;
  let index = 0;
  for (const gap of gaps) {
    if (gap === 0) {
      if (index > 0) hashes[index]! ^= hashes[index - 1]!;
      index++;
      bit = 0;
      continue;
    }
    bit += gap;
    if (gap === LONG_GAP) {
      bit += bitsAt(bytes, at, 5);
      at += 5;
    }
    if (bit > 32) throw new FingerprintError("The fingerprint has a hash of more than 32 bits.");
    hashes[index]! |= 1 << (bit - 1);
  }
  return hashes;
}

/** Numbers of `width` bits in a row, lowest bits first. */
function pack(values: number[], width: number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((values.length * width) / 8));
  for (let i = 0, at = 0; i < values.length; i++) {
    for (let bit = 0; bit < width; bit++, at++) bytes[at >> 3]! |= ((values[i]! >> bit) & 1) << (at & 7);
  }
  return bytes;
}

function bitsAt(bytes: Uint8Array, at: number, width: number): number {
  if (at + width > 8 * bytes.length) throw new FingerprintError("The fingerprint is cut off.");
  const two = bytes[at >> 3]! | ((bytes[(at >> 3) + 1] ?? 0) << 8);
  return (two >> (at & 7)) & ((1 << width) - 1);
}

const TO_URL: Record<string, string> = { "+": "-", "/": "_", "=": "" };

function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replace(/[+/=]/g, (character) => TO_URL[character]!);
}

function fromBase64(text: string): Uint8Array {
  if (!/^[\w-]+$/.test(text) || text.length % 4 === 1) {
    throw new FingerprintError("The fingerprint is not base64url without padding.");
  }
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
