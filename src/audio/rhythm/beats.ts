import { type BeatCosts, decodeBeats } from "./beat-decoder.ts";

/** Points a frame at which beats may lie: fine enough that a steady tempo has a steady period. */
const FINENESS = 2;

/** Chosen on "tempo-beats" among 18 combinations, between which the F-measure differs by .01. */
const COSTS: BeatCosts = { change: 400, stray: 100 };

/** Log-odds below this say nothing more: a beat on a rest should cost no more than a wrong one. */
const LEAST_EVIDENCE = -5;

/**
 * Finds the beats of a recording.
 * @param activation f32[frames]: log-odds of a beat (`Activation.beat`)
 * @param tempi f32[frames]: beats a minute expected at each frame (`tempoPath`)
 * @returns positions in frames, fractional, ascending
 */
export function trackBeats(activation: Float32Array, tempi: Float32Array, frameRate: number): Float64Array {
  const frames = activation.length;
  const fine = new Float32Array(Math.max(0, (frames - 1) * FINENESS + 1));
  const periods = new Float32Array(fine.length);
  for (let i = 0; i < fine.length; i++) {
    const frame = Math.floor(i / FINENESS);
    const share = i / FINENESS - frame;
    const here = activation[frame]!;
    const value = share === 0 ? here : here + share * (activation[frame + 1]! - here);
    fine[i] = Math.max(LEAST_EVIDENCE, value);
    periods[i] = (60 * frameRate * FINENESS) / tempi[frame]!;
  }
  const beats = Float64Array.from(decodeBeats(fine, periods, COSTS), (position) =>
    summitNear(activation, position / FINENESS),
  );
  // Two neighbours can move towards each other, though never so far that they meet: periods are longer than two frames.
  return beats.sort();
}

/** Moves a position to the top of the parabola through the three frames around it, where there is one. */
function summitNear(activation: Float32Array, position: number): number {
  const frame = Math.round(position);
  if (frame < 1 || frame + 1 >= activation.length) return position;
  const [before, here, after] = [activation[frame - 1]!, activation[frame]!, activation[frame + 1]!];
  const bend = before - 2 * here + after;
  if (!(here >= before && here >= after && bend < 0)) return position;
  return frame + (0.5 * (before - after)) / bend;
}

/** The largest value within `reach` frames of a fractional position. */
export function largestNear(values: Float32Array, position: number, reach: number): number {
  const middle = Math.round(position);
  let largest = Number.NEGATIVE_INFINITY;
  const to = Math.min(values.length - 1, middle + reach);
  for (let i = Math.max(0, middle - reach); i <= to; i++) largest = Math.max(largest, values[i]!);
  return largest;
}
