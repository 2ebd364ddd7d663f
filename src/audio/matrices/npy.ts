/** The header ends at a multiple of this many bytes, so that the data can be mapped into memory aligned. */
const ALIGNMENT = 64;

/** Bytes before the header's text: magic, version, length. */
const PREAMBLE = 10;

/**
 * What stands before the data in a .npy file of little-endian f32 in C order (NumPy Enhancement Proposal 1, version 1.0).
 * @param shape the array's dimensions
 * @returns the bytes to put in front of the values
 */
export function npyHeader(shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const dimensions = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${dimensions}), }`;
  const length = Math.ceil((PREAMBLE + text.length + 1) / ALIGNMENT) * ALIGNMENT - PREAMBLE;
  const header = new Uint8Array(PREAMBLE + length);
  header.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, length & 0xff, length >> 8]);
  new TextEncoder().encodeInto(`${text.padEnd(length - 1)}\n`, header.subarray(PREAMBLE));
  return header;
}
