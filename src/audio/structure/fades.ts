import { fitFade } from "./fade-fit.ts";
import { SILENCE_DECIBELS } from "./sound.ts";

/** Where a recording has reached its level, and where it begins to leave it. Seconds. */
export interface Fades {
  /** 0 where the recording begins at its level. */
  endOfFadeIn: number;
  /** The recording's duration where it ends at its level. */
  startOfFadeOut: number;
}

/** Levels are read in steps of this many seconds, each the loudest of its neighbours: drums come and go within a beat. */
const STEP_SECONDS = 0.1;
const HOLD_STEPS = 4;

/** The longest fade that is looked for, and the shortest that counts as one, in steps. */
const LONGEST_STEPS = 200;
const SHORTEST_STEPS = 10;

/** How far below the level reached a fade has to begin, in decibels, and what its curve has to span. */
const LEAST_DEPTH = 15;
const LEAST_DROP = 9;
/** How well it has to describe the levels. */
const LEAST_EXPLAINED = 0.7;
const MOST_ERROR = 5;

/** Levels lower than this below the recording's usual one are as good as silence. */
const RANGE_DECIBELS = 45;

/**
 * Finds a fade in at the start and a fade out at the end. The levels near an end are compared with fades of every length up to 20 seconds
 * and of the usual curves, each followed by an even level: where the best one begins 15 dB below that and describes the levels well, there
 * is a fade. Silence before the first and after the last sound belongs to it. A recording of silence has none.
 *
 * @param rms f32[frames] of root mean square
 * @param frameRate frames a second
 * @param seconds duration
 */
export function fadesOf(rms: Float32Array, frameRate: number, seconds: number): Fades {
  const none = { endOfFadeIn: 0, startOfFadeOut: seconds };
  const peaks = stepPeaks(rms, frameRate);
  const usual = decibels(Float64Array.from(peaks).sort()[Math.floor(0.7 * peaks.length)] ?? 0);
  if (!(usual > SILENCE_DECIBELS)) return none;
  const levels = peaks.map((peak) => Math.max(0, decibels(peak) - usual + RANGE_DECIBELS));
  const endOfFadeIn = Math.min(seconds, fadeSteps(levels) * STEP_SECONDS);
  const out = fadeSteps(levels.toReversed()) * STEP_SECONDS;
  return { endOfFadeIn, startOfFadeOut: out === 0 ? seconds : Math.max(endOfFadeIn, seconds - out) };
}

/** Steps until the level is reached: silence and fade. */
function fadeSteps(levels: Float64Array): number {
  const silent = Math.max(
    0,
    levels.findIndex((level) => level > 0),
  );
  const sound = levels.subarray(silent);
  const held = sound.map((_, step) =>
    Math.max(...sound.subarray(Math.max(0, step - HOLD_STEPS), step + HOLD_STEPS + 1)),
  );
  const fit = fitFade(held, SHORTEST_STEPS, LONGEST_STEPS, HOLD_STEPS);
  const isFade =
    fit !== null &&
    fit.reached - sound[0]! >= LEAST_DEPTH &&
    fit.drop >= LEAST_DROP &&
    fit.explained >= LEAST_EXPLAINED &&
    fit.error <= MOST_ERROR;
  return isFade ? silent + fit.length + HOLD_STEPS : silent;
}

/** Highest root mean square of each step. */
function stepPeaks(rms: Float32Array, frameRate: number): Float64Array {
  const stepOf = (frame: number) => Math.floor(frame / (frameRate * STEP_SECONDS));
  const peaks = new Float64Array(stepOf(rms.length - 1) + 1);
  for (let frame = 0; frame < rms.length; frame++) {
    const step = stepOf(frame);
    if (rms[frame]! > peaks[step]!) peaks[step] = rms[frame]!;
  }
  return peaks;
}

function decibels(rms: number): number {
  return 20 * Math.log10(rms + 1e-9);
}
