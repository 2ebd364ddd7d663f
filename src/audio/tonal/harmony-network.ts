import { type Address, keepMatrix, type Matrix, multiplyEach, NetworkKernel } from "../network/index.ts";
import { HARMONY_WEIGHTS } from "./harmony-weights.ts";
import { SEMITONES, type TonalFrames } from "./tonal-frames.ts";
import type { HarmonyWeights } from "./unpack-weights.ts";
import { WHITE_BYTES, Whitener } from "./whitener.ts";

const CLASSES = 12;
/** Qualities that the network tells apart: major, minor, dominant seventh, major seventh, minor seventh. */
export const QUALITIES = 5;
/** Sixty chords (quality × 12 + root), then no chord. */
export const CHORDS = QUALITIES * CLASSES + 1;

/** Semitones on each side that a semitone is compared with. */
const SURROUNDINGS = 10;
/** Frames on each side of the two means that the network sees: .28 s and 1 s. */
const NEAR = 1;
const FAR = 5;
/** Semitones below and above that the two kinds of filter see, and how many semitones they run over. */
const TREBLE = { below: 12, above: 24, semitones: SEMITONES } as const;
const BASS = { below: 3, above: 3, semitones: 48 } as const;
/** Filters of each kind, and bytes of a pitch class: one number from each of both kinds. */
const FILTERS = 4;
const CLASS_BYTES = 4 * 2 * FILTERS;

/** Frames that are heard before their outputs are read. */
const BLOCK = 128;

/** What one kind of filter reads, with silence around it, and its weights. */
interface Ear {
  below: number;
  taps: number;
  semitones: number;
  near: Address;
  far: Address;
  kernel: Address;
  bias: Address;
  fold: Address;
}

/**
 * The network that hears chords: a small one that is the same in every key.
 *
 * Filters over the semitones (four for the upper voices, which can see a note's overtones, four for the bass) turn the spectrum into
 * notes; these fold into pitch classes with weights by octave; sixteen units look at all classes from each possible root, and
 * five outputs a root say how likely each quality is there. 2,542 weights; `models/harmony/card.md` says from what.
 *
 * Frames are read in blocks: memory (.13 MB) does not grow with the recording.
 */
class HarmonyNetwork {
  readonly #kernel = new NetworkKernel();
  readonly #whitener = new Whitener(this.#kernel, SURROUNDINGS, BLOCK + 2 * FAR);
  readonly #treble: Ear;
  readonly #bass: Ear;
  /** f32[24][8]: the classes twice, for reading round. */
  readonly #classes = this.#kernel.allocate(2 * CLASSES * CLASS_BYTES);
  readonly #hidden: Matrix;
  readonly #units: Address;
  readonly #output: Matrix;
  /** f32[BLOCK][12][8]: the qualities' outputs at each root, and what it adds to that of no chord. */
  readonly #outputs: Address;
  readonly #silence: number;

  constructor({ treble, bass, hidden, output, none }: HarmonyWeights) {
    const kernel = this.#kernel;
    this.#treble = this.#ear(TREBLE, treble);
    this.#bass = this.#ear(BASS, bass);
    this.#hidden = keepMatrix(kernel, classesOutermost(hidden.kernel, hidden.bias.length), hidden.bias);
    this.#units = kernel.allocate(4 * CLASSES * this.#hidden.rows);
    // What speaks for no chord is the mean over the roots.
    const share = none.kernel.map((weight) => weight / CLASSES);
    this.#output = keepMatrix(kernel, [...output.kernel, ...share], [...output.bias, 0]);
    this.#outputs = kernel.allocate(4 * BLOCK * CLASSES * this.#output.rows);
    this.#silence = none.bias[0]!;
  }

  /** @returns frame-major, frames × 61, each frame sums to 1 */
  listen(tones: TonalFrames): Float32Array {
    const { frames } = tones;
    const result = new Float32Array(frames * CHORDS);
    for (let first = 0; first < frames; first += BLOCK) {
      const end = Math.min(frames, first + BLOCK);
      const from = Math.max(0, first - FAR);
      const to = Math.min(frames, end + FAR);
      this.#whitener.whiten(tones, from, to);
      for (let frame = first; frame < end; frame++) this.#hear(frame - from, to - from, frame - first);
      for (let frame = first; frame < end; frame++)
        this.#tell(frame - first, result.subarray(frame * CHORDS, (frame + 1) * CHORDS));
    }
    return result;
  }

  /** @param row of the frame among the whitened. @param rows that are whitened. @param place where its outputs go */
  #hear(row: number, rows: number, place: number): void {
    const { run, bytes } = this.#kernel;
    const classes = this.#classes;
    const octave = CLASSES * CLASS_BYTES;
    bytes.fill(0, classes, classes + octave);
    for (const ear of [this.#treble, this.#bass]) {
      this.#mean(row, rows, NEAR, ear, ear.near);
      this.#mean(row, rows, FAR, ear, ear.far);
      const { near, far, kernel, taps, bias, fold, semitones } = ear;
      const to = ear === this.#treble ? classes : classes + 4 * FILTERS;
      run.filterSemitones(near, far, kernel, taps, bias, fold, semitones, to);
    }
    bytes.copyWithin(classes + octave, classes, classes + octave);
    multiplyEach(this.#kernel, this.#hidden, classes, CLASS_BYTES, CLASSES, this.#units);
    const unitsBytes = 4 * this.#hidden.rows;
    run.cutBelowZero(this.#units, CLASSES * unitsBytes);
    const out = this.#outputs + 4 * place * CLASSES * this.#output.rows;
    multiplyEach(this.#kernel, this.#output, this.#units, unitsBytes, CLASSES, out);
  }

  /** Writes the mean of the rows around one, fewer at the ends. */
  #mean(row: number, rows: number, reach: number, { below, semitones }: Ear, to: Address): void {
    const first = Math.max(0, row - reach);
    const count = Math.min(rows, row + reach + 1) - first;
    const at = this.#whitener.rows + first * WHITE_BYTES;
    this.#kernel.run.meanRows(at, WHITE_BYTES, count, 4 * semitones, to + 4 * below);
  }

  /** Turns the outputs of a frame into probabilities (softmax). */
  #tell(place: number, target: Float32Array): void {
    const { floats } = this.#kernel;
    const { rows } = this.#output;
    let at = (this.#outputs >> 2) + place * CLASSES * rows;
    let silence = this.#silence;
    for (let root = 0; root < CLASSES; root++, at += rows) {
      for (let q = 0; q < QUALITIES; q++) target[q * CLASSES + root] = floats[at + q]!;
      silence += floats[at + QUALITIES]!;
    }
    target[CHORDS - 1] = silence;
    let highest = silence;
    for (let i = 0; i < CHORDS; i++) highest = Math.max(highest, target[i]!);
    let sum = 0;
    for (let i = 0; i < CHORDS; i++) {
      const odds = Math.exp(target[i]! - highest);
      target[i] = odds;
      sum += odds;
    }
    for (let i = 0; i < CHORDS; i++) target[i]! /= sum;
  }

  #ear(
    { below, above, semitones }: { below: number; above: number; semitones: number },
    { kernel, bias, fold }: HarmonyWeights["treble"],
  ): Ear {
    const padded = 4 * (below + semitones + above);
    return {
      below,
      taps: below + 1 + above,
      semitones,
      near: this.#kernel.allocate(padded),
      far: this.#kernel.allocate(padded),
      kernel: this.#kernel.keep(kernel),
      bias: this.#kernel.keep(bias),
      // From filter × semitone to semitone × filter.
      fold: this.#kernel.keep(fold.map((_, i) => fold[(i % FILTERS) * semitones + Math.floor(i / FILTERS)]!)),
    };
  }
}

/** [units][channels][classes] to [units][classes][channels]. */
function classesOutermost(kernel: Float32Array, units: number): Float32Array {
  const channels = kernel.length / (units * CLASSES);
  return kernel.map((_, i) => {
    const unit = Math.floor(i / (CLASSES * channels));
    const pitch = Math.floor(i / channels) % CLASSES;
    return kernel[(unit * channels + (i % channels)) * CLASSES + pitch]!;
  });
}

/** The network of the last weights: one recording after the other asks the same. */
let kept: { weights: HarmonyWeights; network: HarmonyNetwork } | undefined;

/**
 * Probability of each chord in each frame.
 * @returns frame-major, frames × 61, each frame sums to 1
 */
export function chordProbabilities(frames: TonalFrames, weights = HARMONY_WEIGHTS): Float32Array {
  if (kept?.weights !== weights) kept = { weights, network: new HarmonyNetwork(weights) };
  return kept.network.listen(frames);
}
