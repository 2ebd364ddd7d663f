import { type TempoSignals, tempoEvidence } from "./tempo-evidence.ts";
import { TEMPO_GRID, TEMPO_STEP } from "./tempo-features.ts";
import { TEMPO_WEIGHTS } from "./tempo-model.ts";
import { tempoPosterior } from "./tempo-posterior.ts";

/** Seconds of one window, and from one to the next. */
const WINDOW_SECONDS = 11.5;
const HOP_SECONDS = 6;

/** Local tempi stay within this factor of the global one: less than an octave, so that the octave decision stands. */
const FURTHEST_FACTOR = 1.42;

/** Cost in nats of a grid step (1 %) between neighbouring windows, and of a natural logarithm's square away from the global tempo. */
const STEP_COST = 0.6;
const STRAY_COST = 12;

/** Keeps one window's certainty from drowning the path. */
const FLOOR = 1e-4;

/**
 * Follows the tempo through a recording: the most probable path (Viterbi) through the posteriors of overlapping windows, in which
 * neighbouring windows have nearly the same tempo.
 *
 * @param bpm global tempo
 * @returns f32[frames]: beats a minute at each frame; constantly `bpm` when the recording is shorter than two windows
 */
export function tempoPath(
  signals: TempoSignals,
  bpm: number,
  weights: readonly number[] = TEMPO_WEIGHTS,
): Float32Array {
  const { frameRate } = signals;
  const frames = signals.whole.length;
  const path = new Float32Array(frames).fill(bpm);
  const window = 2 ** Math.round(Math.log2(WINDOW_SECONDS * frameRate));
  const hop = Math.round(HOP_SECONDS * frameRate);
  const count = Math.floor((frames - window) / hop) + 1;
  if (count < 2) return path;

  const middle = Math.round(Math.log(bpm / TEMPO_GRID[0]!) / TEMPO_STEP);
  const reach = Math.floor(Math.log(FURTHEST_FACTOR) / TEMPO_STEP);
  const lowest = Math.max(0, middle - reach);
  const width = Math.min(TEMPO_GRID.length - 1, middle + reach) - lowest + 1;
  const stray = Float64Array.from(
    { length: width },
    (_, i) => STRAY_COST * Math.log(TEMPO_GRID[lowest + i]! / bpm) ** 2,
  );

  const grid = TEMPO_GRID.subarray(lowest, lowest + width);
  const previous = new Int16Array(count * width);
  let scores = new Float64Array(width);
  for (let step = 0; step < count; step++) {
    const evidence = tempoEvidence(signals, step * hop, step * hop + window, grid);
    const posterior = evidence && tempoPosterior(evidence.features, weights, null);
    scores = reached(scores, step === 0 ? null : previous.subarray(step * width, (step + 1) * width));
    for (let i = 0; i < width; i++) {
      const share = posterior?.[i] ?? 1 / width;
      scores[i]! += Math.log(share + FLOOR) - stray[i]!;
    }
  }

  let at = scores.indexOf(scores.reduce((a, b) => Math.max(a, b)));
  const tempi = new Float64Array(count);
  for (let step = count - 1; step >= 0; step--) {
    tempi[step] = TEMPO_GRID[lowest + at]!;
    at = previous[step * width + at]!;
  }
  for (let frame = 0; frame < frames; frame++) {
    const position = Math.min(count - 1, Math.max(0, (frame - window / 2) / hop));
    const before = Math.floor(position);
    const after = Math.min(count - 1, before + 1);
    path[frame] = tempi[before]! + (position - before) * (tempi[after]! - tempi[before]!);
  }
  return path;
}

/** The best score with which each tempo is reached from the window before, and from which tempo. */
function reached(scores: Float64Array<ArrayBuffer>, previous: Int16Array | null): Float64Array<ArrayBuffer> {
  if (previous === null) return scores;
  // With a cost that is linear in the distance, two sweeps find the best predecessor of all (Felzenszwalb & Huttenlocher 2012).
  const best = Float64Array.from(scores);
  for (let i = 0; i < best.length; i++) previous[i] = i;
  for (let i = 1; i < best.length; i++) {
    if (best[i - 1]! - STEP_COST > best[i]!) {
      best[i] = best[i - 1]! - STEP_COST;
      previous[i] = previous[i - 1]!;
    }
  }
  for (let i = best.length - 2; i >= 0; i--) {
    if (best[i + 1]! - STEP_COST > best[i]!) {
      best[i] = best[i + 1]! - STEP_COST;
      previous[i] = previous[i + 1]!;
    }
  }
  return best;
}
