import type { MelDecibels } from "./bass-onset-strength.ts";

/** How many of the 128 mel bands are pooled into one, low to high: the bass keeps its bands, the treble shares them. */
const WIDTHS = [1, 2, 4, 9];
const POOLS_OF_A_WIDTH = 8;

/** Pools; each gives the network two numbers a frame. */
export const POOLS = WIDTHS.length * POOLS_OF_A_WIDTH;
export const INPUTS = 2 * POOLS;

/** Frames on either side of the running mean: two seconds. */
const AVERAGE_FRAMES = 86;

/** Frames that are read at once: keeps the copy small. */
const BATCH = 256;

/** Decibels that count as 1. */
const LEVEL_UNIT = 20;
const RISE_UNIT = 5;

/**
 * What the network sees of frames `start` to `end - 1`: of each pool of bands the level less its running mean over four seconds, so
 * that neither loudness nor the room's colour matters, and the mean rise of its bands since the frame before.
 * @returns f64[end - start][INPUTS], levels first
 */
export function activationInputs(mel: MelDecibels, start: number, end: number): Float64Array {
  const from = Math.max(0, start - AVERAGE_FRAMES);
  const to = Math.min(mel.frames, end + AVERAGE_FRAMES);
  const levels = new Float64Array((to - from) * POOLS);
  const rises = new Float32Array((to - from) * POOLS);
  for (let frame = from; frame < to; frame += BATCH)
    pool(mel, from, frame, Math.min(to, frame + BATCH), levels, rises);

  const inputs = new Float64Array((end - start) * INPUTS);
  for (let pool = 0; pool < POOLS; pool++) {
    let sum = 0;
    let first = from;
    let last = from;
    for (let frame = start; frame < end; frame++) {
      const upTo = Math.min(mel.frames, frame + AVERAGE_FRAMES + 1);
      while (last < upTo) sum += levels[(last++ - from) * POOLS + pool]!;
      const since = Math.max(0, frame - AVERAGE_FRAMES);
      while (first < since) sum -= levels[(first++ - from) * POOLS + pool]!;
      const at = (frame - start) * INPUTS + pool;
      const here = (frame - from) * POOLS + pool;
      inputs[at] = levels[here]! - sum / (upTo - since);
      inputs[at + POOLS] = rises[here]!;
    }
  }
  return inputs;
}

/** Pools frames `start` to `end - 1` into rows that begin with frame `from`; nothing is known of the frame before that. */
function pool(
  mel: MelDecibels,
  from: number,
  start: number,
  end: number,
  levels: Float64Array,
  rises: Float32Array,
): void {
  const { bands } = mel;
  const before = Math.max(from, start - 1);
  const decibels = mel.read(before, end - before);
  for (let frame = start; frame < end; frame++) {
    let band = (frame - before) * bands;
    let pool = (frame - from) * POOLS;
    for (const width of WIDTHS) {
      for (let i = 0; i < POOLS_OF_A_WIDTH; i++, pool++) {
        let level = 0;
        let rise = 0;
        for (let j = 0; j < width; j++, band++) {
          const value = decibels[band]!;
          level += value;
          if (frame > from) rise += Math.max(0, value - decibels[band - bands]!);
        }
        levels[pool] = level / (width * LEVEL_UNIT);
        rises[pool] = rise / (width * RISE_UNIT);
      }
    }
  }
}
