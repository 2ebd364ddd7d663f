/** Bytes of one protobuf message, put together field by field (protobuf wire format, encoding of proto3). */
export type Message = Uint8Array;

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const text = new TextEncoder();

/**
 * Base-128 variable-length integer: seven bits a byte, lowest first, the top bit set on all but the last.
 *
 * @param value an integer from −2⁶³ to 2⁶⁴ − 1; negative ones take ten bytes, as `int64` fields have it
 * @throws RangeError when it is no such integer
 */
export function varint(value: number | bigint): Uint8Array {
  const whole = BigInt(value);
  if (whole < -(2n ** 63n) || whole >= 2n ** 64n) throw new RangeError(`${value} does not fit 64 bits`);
  let rest = BigInt.asUintN(64, whole);
  const bytes: number[] = [];
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}

/** Joins parts in order. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** A field of type int32, int64, uint64 or enum. */
export function integerField(number: number, value: number | bigint): Message {
  return concatenate([varint(number * 8 + VARINT), varint(value)]);
}

/** A field of type bytes, or a nested message. */
export function bytesField(number: number, value: Uint8Array): Message {
  return concatenate([varint(number * 8 + LENGTH_DELIMITED), varint(value.length), value]);
}

/** A field of type string. */
export function stringField(number: number, value: string): Message {
  return bytesField(number, text.encode(value));
}
