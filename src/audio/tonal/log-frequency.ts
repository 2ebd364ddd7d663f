import { LOWEST_HERTZ, SEMITONES, TONAL_FRAME, TONAL_RATE } from "./tonal-frames.ts";

/** Lines of the logarithmic frequency axis in a semitone: enough to follow any tuning afterwards. */
const STEPS = 3;
/** Lines of a frame on the logarithmic axis. Line 3 s + 1 lies on semitone s. */
export const LINES = STEPS * SEMITONES;

const BIN_HERTZ = TONAL_RATE / TONAL_FRAME;
/** Power of a full-scale sine under a Hann window at its bin's centre. */
const FULL_SCALE = (TONAL_FRAME / 4) ** 2;

/** Which bins make which line, in the layout of the buffers in src/audio/kernels/tonal.ts. */
interface LineTables {
  /** i32[LINES + 1]: where each line's weights start; the last entry is their number. */
  starts: Int32Array;
  /** i32[LINES]: each line's first bin. */
  firstBins: Int32Array;
  weights: Float32Array;
}

/**
 * A logarithmic frequency axis with three lines a semitone. Each is the mean power under a triangle that reaches to the next
 * line, or to the next bin of the spectrum where those lie further apart; a full-scale sine has the power 1.
 */
export function lineTables(): LineTables {
  const starts = new Int32Array(LINES + 1);
  const firstBins = new Int32Array(LINES);
  const weights: number[] = [];
  for (let line = 0; line < LINES; line++) {
    const centre = (LOWEST_HERTZ * 2 ** ((line - 1) / (12 * STEPS))) / BIN_HERTZ;
    const reach = Math.max(1, centre * (2 ** (1 / (12 * STEPS)) - 1));
    const low = Math.ceil(centre - reach);
    const row: number[] = [];
    for (let bin = low; bin <= centre + reach; bin++) row.push(1 - Math.abs(bin - centre) / reach);
    const sum = row.reduce((a, b) => a + b) * FULL_SCALE;
    firstBins[line] = low;
    weights.push(...row.map((weight) => weight / sum));
    starts[line + 1] = weights.length;
  }
  return { starts, firstBins, weights: Float32Array.from(weights) };
}

/**
 * Semitones of one frame from its logarithmic spectrum: mean levels around each semitone's place in the recording's tuning.
 * @param tuningCents -50 to 50
 */
export function toSemitones(
  source: Uint8Array,
  at: number,
  tuningCents: number,
  target: Uint8Array,
  to: number,
): void {
  const shift = (STEPS * tuningCents) / 100;
  for (let semitone = 0; semitone < SEMITONES; semitone++) {
    const centre = STEPS * semitone + 1 + shift;
    const value =
      0.25 * between(source, at, centre - 0.7) +
      0.5 * between(source, at, centre) +
      0.25 * between(source, at, centre + 0.7);
    target[to + semitone] = Math.round(value);
  }
}

/** Level between two lines; beyond the ends, that of the end. */
function between(source: Uint8Array, at: number, line: number): number {
  const place = Math.min(LINES - 1, Math.max(0, line));
  const low = Math.min(LINES - 2, Math.floor(place));
  return source[at + low]! + (place - low) * (source[at + low + 1]! - source[at + low]!);
}
