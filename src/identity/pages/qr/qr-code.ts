import { codewordsOf, versionFor } from "./codewords.ts";
import { MASKS, penaltyOf } from "./mask.ts";
import { drawFormat, emptyMatrix, fillingOrder, type Matrix } from "./matrix.ts";

function filled(codewords: Uint8Array, version: number, mask: number): Matrix {
  const matrix = emptyMatrix(version);
  let bit = 0;
  for (const [row, column] of fillingOrder(matrix)) {
    // A few modules may be left over after the last codeword; they count as 0.
    const value = ((codewords[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1;
    matrix.dark[row]![column] = (value === 1) !== MASKS[mask]!(row, column);
    bit++;
  }
  drawFormat(matrix, mask);
  return matrix;
}

/**
 * A QR code (ISO/IEC 18004) of a text: byte mode, UTF-8, level M, versions 1..20, the mask of least penalty.
 * Returns its modules by row, `true` for dark, without the quiet zone of four modules that belongs around it.
 * Throws RangeError for more than 666 bytes.
 */
export function qrCode(text: string): boolean[][] {
  const bytes = new TextEncoder().encode(text);
  const version = versionFor(bytes.length);
  const codewords = codewordsOf(bytes, version);
  const candidates = MASKS.map((_, mask) => filled(codewords, version, mask));
  const penalties = candidates.map(penaltyOf);
  return candidates[penalties.indexOf(Math.min(...penalties))]!.dark;
}
