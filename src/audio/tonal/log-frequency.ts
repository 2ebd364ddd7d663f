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

/** How far from a semitone's own place its level is read as well, in lines; each weighs half as much. */
const ASIDE = 0.7;

/**
 * Semitones from logarithmic spectra: mean levels around each semitone's place in the recording's tuning.
 * @param source u8[frames][LINES]
 * @param tuningCents -50 to 50
 * @returns u8[frames][SEMITONES]
 */
export function semitonesOf(source: Uint8Array, frames: number, tuningCents: number): Uint8Array {
  // Three places a semitone. Beyond the ends of the axis the level is that of the end.
  const places = Array.from({ length: 3 * SEMITONES }, (_, i) => {
    const place = STEPS * Math.floor(i / 3) + 1 + (STEPS * tuningCents) / 100 + ((i % 3) - 1) * ASIDE;
    return Math.min(LINES - 1, Math.max(0, place));
  });
  const lows = Uint8Array.from(places, (place) => Math.min(LINES - 2, Math.floor(place)));
  const shares = Float64Array.from(places, (place, i) => place - lows[i]!);
  const target = new Uint8Array(frames * SEMITONES);
  for (let frame = 0, to = 0; frame < frames; frame++) {
    const at = frame * LINES;
    for (let i = 0; i < lows.length; i += 3) {
      const value =
        0.25 * between(source, at + lows[i]!, shares[i]!) +
        0.5 * between(source, at + lows[i + 1]!, shares[i + 1]!) +
        0.25 * between(source, at + lows[i + 2]!, shares[i + 2]!);
      target[to++] = Math.round(value);
    }
  }
  return target;
}

/** Level between a line and the next. */
function between(source: Uint8Array, low: number, share: number): number {
  return source[low]! + share * (source[low + 1]! - source[low]!);
}
