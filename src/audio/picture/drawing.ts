import { hertzToMel } from "../spectral/mel-bank.ts";
import { timeTicks } from "../waveform/time-axis.ts";
import { colourMap } from "./colour-map.ts";
import { fill, GLYPH_HEIGHT, textWidth, writeText } from "./glyphs.ts";
import type { IndexedImage } from "./png.ts";
import type { Spectrogram } from "./spectrogram.ts";

type Colour = readonly [red: number, green: number, blue: number];

export interface SpectrogramDrawing {
  /** Pixels. */
  width: number;
  height: number;
  /** Whether frequency and time stand beside it; left out where there is no room for them. */
  axes?: boolean;
  /** Of the paper beside the picture, and of what is written on it. */
  colours?: { background?: Colour; text?: Colour };
}

/** Numbers of the palette: levels first, then the paper and what is written on it. */
const LEVELS = 254;
const PAPER = 254;
const INK = 255;
const DEFAULT_PAPER: Colour = [0xfa, 0xfb, 0xf7];
const DEFAULT_INK: Colour = [0x52, 0x60, 0x57];
/** Written are those of these that find room, in Hz. */
const FREQUENCIES = [100, 200, 500, 1000, 2000, 3000, 5000, 7000, 10_000];
const HIGHEST = 11_025;
const PADDING = 6;
const TICK = 4;
/** Pictures this wide have letters of double size, so that they can be read when they are shown smaller. */
const WIDE = 1600;
const LEAST_WIDTH = 200;
const LEAST_HEIGHT = 100;

/** Draws a spectrogram: time to the right, pitch (mel) upwards, louder is lighter. */
export function drawSpectrogram(spectrogram: Spectrogram, drawing: SpectrogramDrawing): IndexedImage {
  const { width, height, colours = {} } = drawing;
  const palette = [...colourMap(LEVELS), colours.background ?? DEFAULT_PAPER, colours.text ?? DEFAULT_INK];
  const image: IndexedImage = { width, height, pixels: new Uint8Array(width * height).fill(PAPER), palette };
  const hasAxes = (drawing.axes ?? true) && width >= LEAST_WIDTH && height >= LEAST_HEIGHT;
  const scale = width >= WIDE ? 2 : 1;
  const left = hasAxes ? PADDING + textWidth("10kHz", scale) + PADDING + TICK : 0;
  const bottom = hasAxes ? height - (TICK + PADDING + GLYPH_HEIGHT * scale + PADDING) : height;
  const top = hasAxes ? PADDING : 0;
  const right = hasAxes ? width - 2 * PADDING : width;
  paint(image, spectrogram, { left, top, width: right - left, height: bottom - top });
  if (!hasAxes) return image;

  let lastLabel = Number.POSITIVE_INFINITY;
  for (const hertz of FREQUENCIES) {
    const share = hertzToMel(hertz) / hertzToMel(HIGHEST);
    const y = Math.round(bottom - share * (bottom - top));
    const label = hertz >= 1000 ? `${hertz / 1000}kHz` : `${hertz}Hz`;
    if (lastLabel - y < (GLYPH_HEIGHT + 5) * scale) continue;
    lastLabel = y;
    fill(image, left - TICK, y, TICK, 1, INK);
    const half = Math.floor((GLYPH_HEIGHT * scale) / 2);
    const at = Math.min(bottom - GLYPH_HEIGHT * scale, Math.max(top, y - half));
    writeText(image, label, left - TICK - PADDING - textWidth(label, scale), at, INK, scale);
  }
  const seconds = spectrogram.columns * spectrogram.secondsPerColumn;
  for (const { at, label } of timeTicks(seconds, Math.max(2, Math.floor((right - left) / (80 * scale))))) {
    const x = Math.round(left + (at / seconds) * (right - left));
    fill(image, x, bottom, 1, TICK, INK);
    const shift = at === 0 ? 0 : Math.floor(textWidth(label, scale) / 2);
    writeText(image, label, x - shift, bottom + TICK + PADDING, INK, scale);
  }
  return image;
}

/** Fills an area: the mean over time where columns are narrower than pixels, straight lines between bands. */
function paint(
  image: IndexedImage,
  { bands, columns, levels }: Spectrogram,
  area: { left: number; top: number; width: number; height: number },
): void {
  fill(image, area.left, area.top, area.width, area.height, 0);
  if (columns === 0) return;
  const column = new Float32Array(bands);
  for (let x = 0; x < area.width; x++) {
    const from = Math.min(columns - 1, Math.floor((x * columns) / area.width));
    const to = Math.max(from + 1, Math.min(columns, Math.floor(((x + 1) * columns) / area.width)));
    column.fill(0);
    for (let i = from; i < to; i++) {
      for (let band = 0; band < bands; band++) column[band]! += levels[i * bands + band]! / (to - from);
    }
    for (let y = 0; y < area.height; y++) {
      // Band b is centred (b + 1) / (bands + 1) of the way up.
      const share = (area.height - y - 0.5) / area.height;
      const position = Math.min(bands - 1, Math.max(0, share * (bands + 1) - 1));
      const low = Math.floor(position);
      const high = Math.min(bands - 1, low + 1);
      const level = column[low]! + (column[high]! - column[low]!) * (position - low);
      image.pixels[(area.top + y) * image.width + area.left + x] = Math.round((level / 255) * (LEVELS - 1));
    }
  }
}
