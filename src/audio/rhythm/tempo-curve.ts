import { logOdds, probabilityOf, runsOf, type TimeInterval } from "./intervals.ts";
import type { RatedTempo } from "./tempo-posterior.ts";

/** A tempo that holds from `start` on, until the next. */
export interface TempoPoint {
  /** Seconds. */
  start: number;
  bpm: number;
  /** How probable it is, 0 to 1, that beats come at this tempo, within 4 %. */
  confidence: number;
}

/** Seconds from one point to the next, and of the stretch of beats that each is read from. */
const STEP_SECONDS = 2;
const WINDOW_SECONDS = 8;

/** Fewer beats say little about a tempo. */
const FEWEST_BEATS = 4;

/** Log-odds of a tempo being right within 4 %, from those of its beats and their unevenness; fitted by cross-validation. */
const CALIBRATION = { offset: -1.17, beats: 1.2, unevenness: -10.5 } as const;

/** The tempo through a recording, one point every 2 seconds from the first beat on, but for rests without a beat nearby. @param beats ascending */
export function tempoCurve(beats: readonly TimeInterval[]): TempoPoint[] {
  const last = beats.at(-1);
  if (last === undefined || beats.length < FEWEST_BEATS) return [];
  const curve: TempoPoint[] = [];
  let from = 0;
  let to = 0;
  for (let start = beats[0]!.start; start < last.start + last.duration; start += STEP_SECONDS) {
    const middle = start + STEP_SECONDS / 2;
    while (beats[from]!.start < middle - WINDOW_SECONDS / 2 && from < beats.length - FEWEST_BEATS) from++;
    while (to < beats.length && beats[to]!.start < middle + WINDOW_SECONDS / 2) to++;
    if (to === 0 || beats[to - 1]!.start < middle - WINDOW_SECONDS / 2) continue;
    curve.push({ start, ...ratedTempo(pulseOf(beats.slice(from, Math.max(to, from + FEWEST_BEATS)))) });
  }
  return curve;
}

/** An even pulse: its tempo, how sure its beats are on average, and how far they stray from it, as a share of its period. */
export interface Pulse {
  bpm: number;
  beatConfidence: number;
  unevenness: number;
}

/**
 * The even pulse that fits beats best (least squares): of one period, which may begin anew behind every rest.
 * @param beats at least two, ascending
 */
export function pulseOf(beats: readonly TimeInterval[]): Pulse {
  const count = beats.length;
  const runs = runsOf(beats).map((run) => ({
    run,
    middle: (run.length - 1) / 2,
    meanStart: run.reduce((sum, { start }) => sum + start, 0) / run.length,
  }));
  let covariance = 0;
  let spread = 0;
  for (const { run, middle, meanStart } of runs) {
    for (const [i, { start }] of run.entries()) {
      covariance += (i - middle) * (start - meanStart);
      spread += (i - middle) ** 2;
    }
  }
  // Beats that each stand alone say nothing but how long they last.
  const period = spread > 0 ? covariance / spread : meanOf(beats.map(({ duration }) => duration));
  let deviation = 0;
  for (const { run, middle, meanStart } of runs) {
    for (const [i, { start }] of run.entries())
      deviation += Math.abs(start - meanStart - (i - middle) * period);
  }
  return {
    bpm: 60 / period,
    beatConfidence: meanOf(beats.map(({ confidence }) => confidence)),
    unevenness: deviation / (count * period),
  };
}

const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** A pulse's tempo and the chance that it is right within 4 %. */
export function ratedTempo({ bpm, beatConfidence, unevenness }: Pulse): RatedTempo {
  const { offset, beats, unevenness: slope } = CALIBRATION;
  return {
    bpm,
    confidence: probabilityOf(offset + beats * logOdds(beatConfidence) + slope * Math.min(1, unevenness)),
  };
}
