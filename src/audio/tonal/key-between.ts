import { NetworkKernel } from "../network/index.ts";
import { type KeyEstimate, NO_KEY, rankKeys } from "./key.ts";
import { LEVEL_STEPS, SEMITONES, type TonalFrames } from "./tonal-frames.ts";
import { Whitener } from "./whitener.ts";

const CLASSES = 12;
/** Semitones on each side that a semitone is compared with. */
const SURROUNDINGS = 6;
/** Semitones between which notes count, and how softly they fade in and out: E3 to F#5, where chords and tunes lie. */
const LOWEST = { semitone: 28, softness: 2 } as const;
const HIGHEST = { semitone: 54, softness: 4 } as const;
/** Decibels below the loudest frame under which a frame does not count. */
const RANGE = 60;
/** Level of a frame's loudest semitone under which it is silence: -80 dB of a full-scale sine. */
const SILENT = 20 * LEVEL_STEPS;
/**
 * Sharpness of the softmax over correlations: with it, confidence and share of right keys agree on GTZAN's annotated clips and
 * on rendered songs together.
 */
const SHARPNESS = 11;
/**
 * Standard deviation over mean of the classes under which nothing is tonal: noise of any colour stays under it. It evens out with
 * the number of frames, so that fewer frames need more. Music of 15 s has .4 or more, and noise .15.
 */
const LEAST_CONTRAST = 0.15;
const LEAST_CONTRAST_OF_ONE = 2.4;
/** Height of a frame's strongest class under which the frame is a click or a thump. */
const LEAST_HEIGHT = 0.5;
/** Seconds from which the confidence is whole: a key is seldom sure from one chord. */
const FULL_SECONDS = 6;

const WEIGHTS = Float32Array.from({ length: SEMITONES }, (_, s) => {
  const low = 1 / (1 + Math.exp((LOWEST.semitone - s) / LOWEST.softness));
  return low / (1 + Math.exp((s - HIGHEST.semitone) / HIGHEST.softness));
});

/**
 * The key of a stretch of a recording.
 *
 * Each frame's spectrum is whitened, cut to the middle of the keyboard, folded into pitch classes, scaled to a maximum of 1 and
 * squared; the mean over the frames is compared with three published key profiles (see `KEY_PROFILES`). Nothing is learned but
 * the sharpness of the confidence: heads fitted to rendered songs, to annotated clips or to both did worse on clips left out.
 *
 * @param start seconds; what lies outside the recording is left out
 * @param end seconds
 * @returns key -1 for silence, noise, or an empty stretch
 */
export function keyBetween(frames: TonalFrames, start: number, end: number): KeyEstimate {
  const { mean, counted } = pitchClassesBetween(frames, start, end);
  const average = mean.reduce((a, b) => a + b) / CLASSES;
  if (counted === 0 || !(average > 0)) return NO_KEY;
  const contrast =
    Math.sqrt(mean.reduce((sum, value) => sum + (value - average) ** 2, 0) / CLASSES) / average;
  const least = Math.max(LEAST_CONTRAST, LEAST_CONTRAST_OF_ONE / Math.sqrt(counted));
  if (contrast < least) return NO_KEY;
  const clear = Math.min(1, contrast / least - 1);
  const long = Math.min(1, Math.sqrt(counted / frames.frameRate / FULL_SECONDS));
  return rankKeys(mean, SHARPNESS * clear * long);
}

/** Frames that are folded at once. */
const BLOCK = 128;

/** Whitens frames and folds them into pitch classes, in a kernel's memory (.07 MB). */
class Folder {
  readonly #kernel = new NetworkKernel();
  readonly #whitener = new Whitener(this.#kernel, SURROUNDINGS, BLOCK);
  readonly #weights = this.#kernel.keep(WEIGHTS);
  readonly #classes = this.#kernel.allocate(4 * CLASSES * BLOCK);

  /** @returns f32[end - first][12], until the next call */
  fold(frames: TonalFrames, first: number, end: number): Float32Array {
    const count = end - first;
    this.#whitener.whiten(frames, first, end);
    this.#kernel.run.foldClasses(this.#whitener.rows, this.#weights, count, this.#classes);
    const at = this.#classes >> 2;
    return this.#kernel.floats.subarray(at, at + CLASSES * count);
  }
}

let folder: Folder | undefined;

/** Mean of the frames' squared pitch classes, and how many frames sounded with a pitch. */
export function pitchClassesBetween(tones: TonalFrames, start: number, end: number) {
  const { frames, frameRate, levels } = tones;
  const first = Math.max(0, Math.ceil(start * frameRate));
  const last = Math.min(frames, Math.ceil(end * frameRate));
  const loudest = new Uint8Array(Math.max(0, last - first));
  let top = 0;
  for (let frame = first; frame < last; frame++) {
    let level = 0;
    for (let s = 0; s < SEMITONES; s++) level = Math.max(level, levels[frame * SEMITONES + s]!);
    loudest[frame - first] = level;
    top = Math.max(top, level);
  }
  const least = Math.max(SILENT, top - RANGE * LEVEL_STEPS);
  const mean = new Float64Array(CLASSES);
  let counted = 0;
  folder ??= new Folder();
  for (let from = first; from < last; from += BLOCK) {
    const to = Math.min(last, from + BLOCK);
    const classes = folder.fold(tones, from, to);
    for (let frame = from; frame < to; frame++) {
      if (loudest[frame - first]! < least) continue;
      const at = (frame - from) * CLASSES;
      let highest = 0;
      for (let c = 0; c < CLASSES; c++) highest = Math.max(highest, classes[at + c]!);
      if (highest < LEAST_HEIGHT) continue;
      counted++;
      for (let c = 0; c < CLASSES; c++) mean[c]! += (classes[at + c]! / highest) ** 2;
    }
  }
  if (counted > 0) for (let c = 0; c < CLASSES; c++) mean[c]! /= counted;
  return { mean, counted };
}
