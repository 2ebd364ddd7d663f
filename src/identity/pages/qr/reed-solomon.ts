/** x^8 + x^4 + x^3 + x^2 + 1, the field of QR codes (ISO/IEC 18004, 7.5.2). */
const FIELD = 0x11d;

const POWERS = new Uint8Array(255);
const LOGARITHMS = new Uint8Array(256);
for (let exponent = 0, value = 1; exponent < 255; exponent++) {
  POWERS[exponent] = value;
  LOGARITHMS[value] = exponent;
  value = value & 0x80 ? (value << 1) ^ FIELD : value << 1;
}

/** The product of two elements (0..255) of GF(256). */
export function multiply(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : POWERS[(LOGARITHMS[a]! + LOGARITHMS[b]!) % 255]!;
}

/** The product of (x - 2^i) for i in 0..degree-1; highest power first, without the leading 1. */
function generator(degree: number): Uint8Array {
  const polynomial = new Uint8Array(degree);
  polynomial[degree - 1] = 1;
  for (let root = 0; root < degree; root++) {
    for (let at = 0; at < degree; at++)
      polynomial[at] = multiply(polynomial[at]!, POWERS[root]!) ^ (polynomial[at + 1] ?? 0);
  }
  return polynomial;
}

/**
 * The error-correction codewords of a block: the remainder of data·x^count by the generator polynomial.
 * @param data codewords, 0..255 each
 * @param count how many codewords to make, 1..68
 */
export function errorCorrection(data: Uint8Array, count: number): Uint8Array {
  const divisor = generator(count);
  const remainder = new Uint8Array(count);
  for (const codeword of data) {
    const factor = codeword ^ remainder[0]!;
    remainder.copyWithin(0, 1);
    remainder[count - 1] = 0;
    for (let at = 0; at < count; at++) remainder[at] = remainder[at]! ^ multiply(divisor[at]!, factor);
  }
  return remainder;
}
