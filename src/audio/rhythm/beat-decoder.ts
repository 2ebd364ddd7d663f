/** How far, as a share of the expected period, a beat may come early or late. */
const REACH = 0.22;

/** Neighbouring periods may differ by this share at most; keeps the search small. */
const STEP_REACH = 0.1;

/** What strays cost: per squared natural logarithm of the ratio of neighbouring periods, and of period to expectation. */
export interface BeatCosts {
  change: number;
  stray: number;
}

/**
 * Finds the beats that explain the evidence best: the most probable path through a hidden semi-Markov model whose states are
 * pairs of a beat and the period that led to it (Viterbi over beats rather than over frames, so that its cost grows with
 * frames × periods).
 *
 * It is the dynamic programming of Ellis, "Beat tracking by dynamic programming" (2007), with two additions: the path remembers
 * its last period, so that a steady pulse is preferred over one that is merely near the tempo on average (as the
 * bar-pointer model of Whiteley, Cemgil & Godsill 2006 does), and the expected period may vary along the recording.
 *
 * Memory: one byte a frame and period, beside a window of floats.
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
  if (!(frames > lowest) || periods > 256) return new Int32Array(0);

  const logarithm = Float64Array.from({ length: highest + 1 }, (_, i) => Math.log(i));
  const first = new Int32Array(periods);
  const last = new Int32Array(periods);
  const changeCost: Float64Array[] = [];
  for (let p = 0; p < periods; p++) {
    const period = lowest + p;
    first[p] = Math.max(0, Math.ceil(period * (1 - STEP_REACH)) - lowest);
    last[p] = Math.min(periods - 1, Math.floor(period * (1 + STEP_REACH)) - lowest);
    changeCost.push(
      Float64Array.from(
        { length: last[p]! - first[p]! + 1 },
        (_, k) => costs.change * (logarithm[period]! - logarithm[lowest + first[p]! + k]!) ** 2,
      ),
    );
  }

  // best[frame][p]: score of the best path to a beat at `frame` reached by period p; leaving[frame][p]: the same, then leaving by p.
  const ring = highest + 1;
  const best = new Float64Array(periods);
  const leaving = new Float64Array(ring * periods);
  const previous = new Uint8Array(frames * periods);
  const lastScores = new Float64Array(ring * periods).fill(Number.NEGATIVE_INFINITY);
  for (let frame = 0; frame < frames; frame++) {
    const centre = Math.log(expected[frame]!);
    const from = Math.max(lowest, Math.ceil(expected[frame]! * (1 - REACH)));
    const to = Math.min(highest, Math.floor(expected[frame]! * (1 + REACH)));
    best.fill(Number.NEGATIVE_INFINITY);
    const here = evidence[frame]!;
    for (let period = from; period <= to; period++) {
      const stray = logarithm[period]! - centre;
      const before = frame - period;
      const arriving = before < 0 ? 0 : leaving[(before % ring) * periods + period - lowest]!;
      best[period - lowest] = here + arriving - costs.stray * stray * stray;
    }
    const row = (frame % ring) * periods;
    lastScores.set(best, row);
    for (let p = 0; p < periods; p++) {
      const cost = changeCost[p]!;
      const start = first[p]!;
      let highestScore = Number.NEGATIVE_INFINITY;
      let chosen = start;
      for (let q = start; q <= last[p]!; q++) {
        const score = best[q]! - cost[q - start]!;
        if (score > highestScore) {
          highestScore = score;
          chosen = q;
        }
      }
      leaving[row + p] = highestScore;
      previous[frame * periods + p] = chosen;
    }
  }

  // The last beat lies within one period of the end.
  let frame = -1;
  let p = 0;
  let highestScore = Number.NEGATIVE_INFINITY;
  for (let end = Math.max(0, frames - Math.ceil(expected[frames - 1]!)); end < frames; end++) {
    for (let q = 0; q < periods; q++) {
      const score = lastScores[(end % ring) * periods + q]!;
      if (score > highestScore) [highestScore, frame, p] = [score, end, q];
    }
  }
  const beats: number[] = [];
  while (frame >= 0) {
    beats.push(frame);
    frame -= lowest + p;
    if (frame >= 0) p = previous[frame * periods + p]!;
  }
  return Int32Array.from(beats.reverse());
}
