import { NetworkKernel } from "../network/index.ts";

/** How far, as a share of the expected period, a beat may come early or late. */
const REACH = 0.22;

/** Neighbouring periods may differ by this share at most; keeps the search small. */
const STEP_REACH = 0.1;

/** What strays cost: per squared natural logarithm of the ratio of neighbouring periods, and of period to expectation. */
export interface BeatCosts {
  change: number;
  stray: number;
}

/** Periods between which one search chooses, at most; it follows that a step goes no further than `MOST_REACH` of them. */
const MOST_PERIODS = 256;
const MOST_REACH = 72;

/** What it costs to go from one period to a neighbour, in the memory of a kernel, and one frame's scores. */
class PeriodChanges {
  readonly #kernel = new NetworkKernel();
  readonly #costs = this.#kernel.allocate(8 * MOST_PERIODS * (2 * MOST_REACH + 1));
  readonly #fallback = this.#kernel.allocate(8 * MOST_PERIODS);
  readonly #best = this.#kernel.allocate(8 * (MOST_PERIODS + 2 * MOST_REACH));
  readonly #leaving = this.#kernel.allocate(8 * MOST_PERIODS);
  readonly #previous = this.#kernel.allocate(MOST_PERIODS);
  /** f64[periods] for the scores of beats reached by each period, and of the same beats left by each. */
  best = new Float64Array(0);
  leaving = new Float64Array(0);
  /** u8[periods]: by which period each that is left by was reached. */
  previous = new Uint8Array(0);
  #reach = 0;
  #places = 0;

  /** Weighs the steps between `periods` periods from `lowest` on. @param change cost of a squared logarithm of two periods' ratio */
  plan(lowest: number, periods: number, change: number): void {
    const { doubles, bytes } = this.#kernel;
    const first = Int32Array.from({ length: periods }, (_, p) =>
      Math.max(0, Math.ceil((lowest + p) * (1 - STEP_REACH)) - lowest),
    );
    const last = Int32Array.from({ length: periods }, (_, p) =>
      Math.min(periods - 1, Math.floor((lowest + p) * (1 + STEP_REACH)) - lowest),
    );
    const reach = first.reduce((most, q, p) => Math.max(most, p - q, last[p]! - p), 0);
    const places = 4 * Math.ceil(periods / 4);
    this.#reach = reach;
    this.#places = places;
    const costs = this.#costs >> 3;
    doubles.fill(Number.POSITIVE_INFINITY, costs, costs + places * (2 * reach + 1));
    for (let p = 0; p < periods; p++) {
      doubles[(this.#fallback >> 3) + p] = first[p]!;
      for (let q = first[p]!; q <= last[p]!; q++)
        doubles[costs + (q - p + reach) * places + p] =
          change * (Math.log(lowest + p) - Math.log(lowest + q)) ** 2;
    }
    const best = this.#best >> 3;
    doubles.fill(Number.NEGATIVE_INFINITY, best, best + places + 2 * reach);
    this.best = doubles.subarray(best + reach, best + reach + periods);
    this.leaving = doubles.subarray(this.#leaving >> 3, (this.#leaving >> 3) + periods);
    this.previous = bytes.subarray(this.#previous, this.#previous + periods);
  }

  /** Reads `best`, writes `leaving` and `previous`. */
  step(): void {
    this.#kernel.run.beatStep(
      this.#best,
      this.#costs,
      this.#reach,
      this.#places,
      this.#fallback,
      this.#leaving,
      this.#previous,
    );
  }
}

let changes: PeriodChanges | undefined;

/**
 * Finds the beats that explain the evidence best: the most probable path through a hidden semi-Markov model whose states are
 * pairs of a beat and the period that led to it (Viterbi over beats rather than over frames, so that its cost grows with
 * frames × periods).
 *
 * It is the dynamic programming of Ellis, "Beat tracking by dynamic programming" (2007), with two additions: the path remembers
 * its last period, so that a steady pulse is preferred over one that is merely near the tempo on average (as the
 * bar-pointer model of Whiteley, Cemgil & Godsill 2006 does), and the expected period may vary along the recording.
 *
 * Memory: one byte a frame and period, beside .3 MB of a kernel's.
 *
 * @param evidence one value a frame: how much more a beat there explains than none, in nats; zero-mean over non-beats
 * @param expected frames a beat, one value a frame, above 2
 * @returns frames of the beats, ascending; empty when the evidence is shorter than one period
 */
export function decodeBeats(evidence: Float32Array, expected: Float32Array, costs: BeatCosts): Int32Array {
  const frames = evidence.length;
  let fastest = Number.POSITIVE_INFINITY;
  let slowest = 0;
  for (const period of expected) {
    fastest = Math.min(fastest, period);
    slowest = Math.max(slowest, period);
  }
  const lowest = Math.max(2, Math.floor(fastest * (1 - REACH)));
  const highest = Math.ceil(slowest * (1 + REACH));
  const periods = highest - lowest + 1;
  if (!(frames > lowest) || periods > MOST_PERIODS) return new Int32Array(0);

  changes ??= new PeriodChanges();
  changes.plan(lowest, periods, costs.change);
  const { best, leaving } = changes;
  const logarithm = Float64Array.from({ length: highest + 1 }, (_, i) => Math.log(i));
  // For each frame of the last longest period and each period that its beat is left by, the score of the best path so far.
  const ring = highest + 1;
  const left = new Float64Array(ring * periods);
  const previous = new Uint8Array(frames * periods);
  // The last beat lies within one period of the end.
  const end = Math.max(0, frames - Math.ceil(expected[frames - 1]!));
  let last = { frame: -1, p: 0, score: Number.NEGATIVE_INFINITY };
  for (let frame = 0, row = 0; frame < frames; frame++, row = row + 1 === ring ? 0 : row + 1) {
    const centre = Math.log(expected[frame]!);
    const from = Math.max(lowest, Math.ceil(expected[frame]! * (1 - REACH)));
    const to = Math.min(highest, Math.floor(expected[frame]! * (1 + REACH)));
    best.fill(Number.NEGATIVE_INFINITY);
    const here = evidence[frame]!;
    for (let period = from; period <= to; period++) {
      const stray = logarithm[period]! - centre;
      const before = row < period ? row - period + ring : row - period;
      const arriving = frame < period ? 0 : left[before * periods + period - lowest]!;
      best[period - lowest] = here + arriving - costs.stray * stray * stray;
    }
    changes.step();
    left.set(leaving, row * periods);
    previous.set(changes.previous, frame * periods);
    if (frame < end) continue;
    for (let p = 0; p < periods; p++) if (best[p]! > last.score) last = { frame, p, score: best[p]! };
  }

  const beats: number[] = [];
  let { frame, p } = last;
  while (frame >= 0) {
    beats.push(frame);
    frame -= lowest + p;
    if (frame >= 0) p = previous[frame * periods + p]!;
  }
  return Int32Array.from(beats.reverse());
}
