import { HARMONY_WEIGHTS } from "./harmony-weights.ts";
import { SEMITONES, type TonalFrames } from "./tonal-frames.ts";
import type { HarmonyWeights } from "./unpack-weights.ts";
import { whiten } from "./whiten.ts";

const CLASSES = 12;
/** Qualities that the network tells apart: major, minor, dominant seventh, major seventh, minor seventh. */
export const QUALITIES = 5;
/** Sixty chords (quality × 12 + root), then no chord. */
export const CHORDS = QUALITIES * CLASSES + 1;

/** Semitones on each side that a semitone is compared with. */
const SURROUNDINGS = 10;
/** Frames on each side of the two means that the network sees: .28 s and 1 s. */
const REACHES = [1, 5] as const;
/** Semitones below and above that the two kinds of filter see, and how many semitones they run over. */
const TREBLE = { below: 12, above: 24, semitones: SEMITONES } as const;
const BASS = { below: 3, above: 3, semitones: 48 } as const;
/** Filters of each kind, computed together. */
const FILTERS = 4;
const PADDED = TREBLE.below + SEMITONES + TREBLE.above;

/**
 * Probability of each chord in each frame, by a small network that is the same in every key.
 *
 * Filters over the semitones (four for the upper voices, which can see a note's overtones, four for the bass) turn the spectrum into
 * notes; these fold into pitch classes with weights by octave; sixteen units look at all classes from each possible root, and
 * five outputs a root say how likely each quality is there. 2,542 weights; `models/harmony/card.md` says from what.
 *
 * @returns frame-major, frames × 61, each frame sums to 1
 */
export function chordProbabilities({ frames, levels }: TonalFrames, weights = HARMONY_WEIGHTS): Float32Array {
  const white = new Float32Array(frames * SEMITONES);
  for (let f = 0; f < frames; f++) whiten(levels, f * SEMITONES, SURROUNDINGS, white, f * SEMITONES);
  const means = REACHES.map((reach) => new RunningMean(white, frames, reach));
  const inputs = REACHES.map(() => new Float32Array(PADDED));
  const pitches = new Float32Array(2 * CLASSES * weights.channels);
  // In f64, so that no weight is converted for each frame and root.
  const fromRoot = new Float64Array(CLASSES * weights.channels);
  const hidden = Float64Array.from(weights.hidden.kernel);
  const result = new Float32Array(frames * CHORDS);
  for (let frame = 0; frame < frames; frame++) {
    for (const [i, mean] of means.entries()) mean.at(frame, inputs[i]!, TREBLE.below);
    pitches.fill(0);
    filter(inputs, TREBLE, weights.treble, pitches, 0);
    filter(inputs, BASS, weights.bass, pitches, weights.treble.bias.length);
    score(pitches, fromRoot, hidden, weights, result.subarray(frame * CHORDS, (frame + 1) * CHORDS));
  }
  return result;
}

/** Mean of a few frames around one, moved along frame by frame; fewer at the ends. */
class RunningMean {
  readonly #rows: Float32Array;
  readonly #frames: number;
  readonly #reach: number;
  readonly #sum = new Float64Array(SEMITONES);
  #first = 0;
  #next = 0;

  constructor(rows: Float32Array, frames: number, reach: number) {
    this.#rows = rows;
    this.#frames = frames;
    this.#reach = reach;
  }

  /** Writes the mean around `frame`, which must not be before the last call's. */
  at(frame: number, target: Float32Array, to: number): void {
    const end = Math.min(this.#frames, frame + this.#reach + 1);
    for (; this.#next < end; this.#next++) this.#add(this.#next, 1);
    for (; this.#first < frame - this.#reach; this.#first++) this.#add(this.#first, -1);
    const count = this.#next - this.#first;
    for (let s = 0; s < SEMITONES; s++) target[to + s] = this.#sum[s]! > 1e-6 ? this.#sum[s]! / count : 0;
  }

  #add(frame: number, sign: number): void {
    for (let s = 0; s < SEMITONES; s++) this.#sum[s]! += sign * this.#rows[frame * SEMITONES + s]!;
  }
}

/** Runs filters over the semitones, cuts below 0, weighs and folds into pitch classes (each written twice, for reading round). */
function filter(
  inputs: readonly Float32Array[],
  { below, above, semitones }: { below: number; above: number; semitones: number },
  { kernel, bias, fold }: HarmonyWeights["treble"],
  pitches: Float32Array,
  firstChannel: number,
): void {
  const width = below + 1 + above;
  const offset = TREBLE.below - below;
  // Beyond its upper end the bass sees silence, as it did in training.
  const end = TREBLE.below + semitones;
  const row = 2 * CLASSES * firstChannel;
  for (let s = 0; s < semitones; s++) {
    const first = offset + s;
    const taps = Math.min(width, end - first);
    let a = bias[0]!;
    let b = bias[1]!;
    let c = bias[2]!;
    let d = bias[3]!;
    for (let i = 0; i < inputs.length; i++) {
      const input = inputs[i]!;
      for (let k = 0, w = FILTERS * i * width; k < taps; k++, w += FILTERS) {
        const value = input[first + k]!;
        // Half of a whitened spectrum is nothing.
        if (value === 0) continue;
        a += kernel[w]! * value;
        b += kernel[w + 1]! * value;
        c += kernel[w + 2]! * value;
        d += kernel[w + 3]! * value;
      }
    }
    const at = row + (s % CLASSES);
    if (a > 0) pitches[at]! += a * fold[s]!;
    if (b > 0) pitches[at + 2 * CLASSES]! += b * fold[semitones + s]!;
    if (c > 0) pitches[at + 4 * CLASSES]! += c * fold[2 * semitones + s]!;
    if (d > 0) pitches[at + 6 * CLASSES]! += d * fold[3 * semitones + s]!;
  }
  for (let channel = 0; channel < FILTERS; channel++) {
    const start = row + 2 * CLASSES * channel;
    pitches.copyWithin(start + CLASSES, start, start + CLASSES);
  }
}

/** Units that are computed together, and their sums. */
const TOGETHER = 4;
const sums = new Float64Array(TOGETHER);

/** The sixteen units at each of twelve roots, the outputs, and the softmax over them. */
function score(
  pitches: Float32Array,
  fromRoot: Float64Array,
  kernel: Float64Array,
  weights: HarmonyWeights,
  target: Float32Array,
): void {
  const { channels, hidden, output, none } = weights;
  const units = hidden.bias.length;
  const seen = channels * CLASSES;
  let silence = none.bias[0]!;
  for (let root = 0; root < CLASSES; root++) {
    for (let q = 0; q < QUALITIES; q++) target[q * CLASSES + root] = output.bias[q]!;
    for (let channel = 0; channel < channels; channel++) {
      const pitch = 2 * CLASSES * channel + root;
      for (let k = 0; k < CLASSES; k++) fromRoot[channel * CLASSES + k] = pitches[pitch + k]!;
    }
    for (let unit = 0; unit < units; unit += TOGETHER) {
      const row = unit * seen;
      let a = hidden.bias[unit]!;
      let b = hidden.bias[unit + 1]!;
      let c = hidden.bias[unit + 2]!;
      let d = hidden.bias[unit + 3]!;
      for (let i = 0; i < seen; i++) {
        const value = fromRoot[i]!;
        a += kernel[row + i]! * value;
        b += kernel[row + seen + i]! * value;
        c += kernel[row + 2 * seen + i]! * value;
        d += kernel[row + 3 * seen + i]! * value;
      }
      sums[0] = a;
      sums[1] = b;
      sums[2] = c;
      sums[3] = d;
      for (let i = 0; i < TOGETHER; i++) {
        const sum = sums[i]!;
        if (sum <= 0) continue;
        for (let q = 0; q < QUALITIES; q++)
          target[q * CLASSES + root]! += output.kernel[q * units + unit + i]! * sum;
        silence += (none.kernel[unit + i]! * sum) / CLASSES;
      }
    }
  }
  target[CHORDS - 1] = silence;
  const highest = target.reduce((a, b) => Math.max(a, b));
  let sum = 0;
  for (let i = 0; i < CHORDS; i++) {
    target[i] = Math.exp(target[i]! - highest);
    sum += target[i]!;
  }
  for (let i = 0; i < CHORDS; i++) target[i]! /= sum;
}
