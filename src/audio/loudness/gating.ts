/** Length in seconds of the steps whose energies the gates work on. */
export const STEP_SECONDS = 0.1;
const MOMENTARY_STEPS = 4;
const SHORT_TERM_STEPS = 30;

const ABSOLUTE_GATE = -70;
const RELATIVE_GATE = -10;
const RANGE_GATE = -20;
const RANGE_LOW = 0.1;
const RANGE_HIGH = 0.95;

// BS.1770's constant: it makes a 997 Hz sine at 0 dBFS in one channel read -3.01 LKFS.
const OFFSET = -0.691;

const toLoudness = (power: number): number => OFFSET + 10 * Math.log10(power);
const toPower = (loudness: number): number => 10 ** ((loudness - OFFSET) / 10);

/** Mean power of every run of `length` steps, one starting at each step. */
function slidingPowers(stepPowers: ArrayLike<number>, length: number): number[] {
  const powers: number[] = [];
  for (let start = 0; start + length <= stepPowers.length; start++) {
    let sum = 0;
    for (let i = start; i < start + length; i++) sum += stepPowers[i]!;
    powers.push(sum / length);
  }
  return powers;
}

/** The powers above the absolute gate and above a second one `relative` LU below the mean of those. */
function gated(powers: readonly number[], relative: number): number[] {
  const audible = powers.filter((power) => power > toPower(ABSOLUTE_GATE));
  const gate = mean(audible) * 10 ** (relative / 10);
  return audible.filter((power) => power > gate);
}

function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/**
 * Integrated loudness (ITU-R BS.1770-5): mean over 400 ms blocks that overlap by 75 %, without blocks below
 * -70 LUFS and then without those more than 10 LU below the mean of the rest.
 *
 * @param stepPowers weighted mean square of each 100 ms step; an incomplete last step must be left out
 * @returns LUFS, or null when no block passes the absolute gate
 */
export function integratedLoudness(stepPowers: ArrayLike<number>): number | null {
  const blocks = gated(slidingPowers(stepPowers, MOMENTARY_STEPS), RELATIVE_GATE);
  return blocks.length ? toLoudness(mean(blocks)) : null;
}

/**
 * Loudness range (EBU Tech 3342): the distance between the 10th and the 95th percentile of the short-term
 * loudness (3 s windows, ten a second) above -70 LUFS and above 20 LU below the mean.
 *
 * @param stepPowers as for `integratedLoudness`
 * @returns LU, or null when no window passes the absolute gate (also for anything shorter than 3 s)
 */
export function loudnessRange(stepPowers: ArrayLike<number>): number | null {
  const windows = gated(slidingPowers(stepPowers, SHORT_TERM_STEPS), RANGE_GATE).sort((a, b) => a - b);
  if (!windows.length) return null;
  const percentile = (share: number) => toLoudness(windows[Math.round((windows.length - 1) * share)]!);
  return percentile(RANGE_HIGH) - percentile(RANGE_LOW);
}

/** Seconds from one value of the loudness curve to the next. */
const CURVE_SECONDS = 1;
const CURVE_STEPS = CURVE_SECONDS / STEP_SECONDS;

/** How loud a recording is over time. */
export interface LoudnessCourse {
  /** Loudest 400 ms in LUFS (EBU Tech 3341); null below the absolute gate and for anything shorter than that. */
  momentaryMax: number | null;
  /** Loudest 3 s in LUFS (EBU Tech 3341); null below the absolute gate and for anything shorter than that. */
  shortTermMax: number | null;
  /**
   * Short-term loudness in LUFS: value i is that of the 3 s that begin at second i. Not below the absolute gate of
   * -70 LUFS. Empty for anything shorter than 3 s.
   */
  loudnessCurve: Float32Array;
}

/** The loudest moments, and the short-term loudness second by second. @param stepPowers as for `integratedLoudness` */
export function loudnessCourse(stepPowers: ArrayLike<number>): LoudnessCourse {
  const windows = slidingPowers(stepPowers, SHORT_TERM_STEPS);
  return {
    momentaryMax: loudest(slidingPowers(stepPowers, MOMENTARY_STEPS)),
    shortTermMax: loudest(windows),
    loudnessCurve: Float32Array.from({ length: Math.ceil(windows.length / CURVE_STEPS) }, (_, i) =>
      Math.max(ABSOLUTE_GATE, toLoudness(windows[i * CURVE_STEPS]!)),
    ),
  };
}

/**
 * Loudness of a stretch, without gates, in LUFS; not below the absolute gate of -70 LUFS.
 * @param stepPowers as for `integratedLoudness`
 * @param start seconds; steps that begin from here on count
 * @param end seconds; and before this, one at the least
 */
export function loudnessBetween(stepPowers: readonly number[], start: number, end: number): number {
  const first = Math.min(Math.round(start / STEP_SECONDS), stepPowers.length - 1);
  const steps = stepPowers.slice(Math.max(0, first), Math.max(first + 1, Math.round(end / STEP_SECONDS)));
  const power = steps.length > 0 ? mean(steps) : 0;
  return power > 0 ? Math.max(ABSOLUTE_GATE, toLoudness(power)) : ABSOLUTE_GATE;
}

function loudest(powers: readonly number[]): number | null {
  let largest = 0;
  for (const power of powers) largest = Math.max(largest, power);
  return largest > toPower(ABSOLUTE_GATE) ? toLoudness(largest) : null;
}
