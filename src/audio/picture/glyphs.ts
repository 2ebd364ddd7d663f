import type { IndexedImage } from "./png.ts";

export const GLYPH_HEIGHT = 7;
const GLYPH_WIDTH = 5;
const ADVANCE = 6;

/** The letters that axes need: seven rows of five bits each, the leftmost in the highest. */
const GLYPHS: Readonly<Record<string, readonly number[]>> = {
  "0": [0x0e, 0x11, 0x13, 0x15, 0x19, 0x11, 0x0e],
  "1": [0x04, 0x0c, 0x04, 0x04, 0x04, 0x04, 0x0e],
  "2": [0x0e, 0x11, 0x01, 0x06, 0x08, 0x10, 0x1f],
  "3": [0x0e, 0x11, 0x01, 0x06, 0x01, 0x11, 0x0e],
  "4": [0x02, 0x06, 0x0a, 0x12, 0x1f, 0x02, 0x02],
  "5": [0x1f, 0x10, 0x1e, 0x01, 0x01, 0x11, 0x0e],
  "6": [0x06, 0x08, 0x10, 0x1e, 0x11, 0x11, 0x0e],
  "7": [0x1f, 0x01, 0x02, 0x04, 0x08, 0x08, 0x08],
  "8": [0x0e, 0x11, 0x11, 0x0e, 0x11, 0x11, 0x0e],
  "9": [0x0e, 0x11, 0x11, 0x0f, 0x01, 0x02, 0x0c],
  H: [0x11, 0x11, 0x11, 0x1f, 0x11, 0x11, 0x11],
  z: [0x00, 0x00, 0x1f, 0x02, 0x04, 0x08, 0x1f],
  k: [0x10, 0x10, 0x12, 0x14, 0x18, 0x14, 0x12],
  ":": [0x00, 0x04, 0x04, 0x00, 0x04, 0x04, 0x00],
  ".": [0x00, 0x00, 0x00, 0x00, 0x00, 0x04, 0x04],
};

export const textWidth = (text: string, scale: number) => (text.length * ADVANCE - 1) * scale;

/** Writes a text into a picture with its top left corner at (x, y); what falls outside is left out, and so are other letters. */
export function writeText(
  image: IndexedImage,
  text: string,
  x: number,
  y: number,
  colour: number,
  scale: number,
): void {
  for (const [i, letter] of [...text].entries()) {
    for (const [row, bits] of (GLYPHS[letter] ?? []).entries()) {
      for (let column = 0; column < GLYPH_WIDTH; column++) {
        if (!((bits >> (GLYPH_WIDTH - 1 - column)) & 1)) continue;
        fill(image, x + (i * ADVANCE + column) * scale, y + row * scale, scale, scale, colour);
      }
    }
  }
}

/** Fills a rectangle, clipped to the picture. */
export function fill(
  image: IndexedImage,
  x: number,
  y: number,
  width: number,
  height: number,
  colour: number,
): void {
  const left = Math.max(0, x);
  const right = Math.min(image.width, x + width);
  for (let row = Math.max(0, y); row < Math.min(image.height, y + height); row++) {
    if (left < right) image.pixels.fill(colour, row * image.width + left, row * image.width + right);
  }
}
