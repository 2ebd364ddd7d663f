import { largestNear } from "./beats.ts";
import type { TimeInterval } from "./intervals.ts";

/** Parts into which a beat may fall. */
const DIVISIONS = [1, 2, 3, 4] as const;

/** What is known beforehand: two parts prevail. The figures are round on purpose. */
const COMMONNESS = [0.1, 0.55, 0.15, 0.2] as const;

/** How much it counts that a place holds onsets throughout, or none. */
const EVIDENCE_WEIGHT = 1.5;

/** Longest time over which one division is chosen, in beats. */
const STRETCH_BEATS = 32;

/** Log-odds of an onset at which a place is neither held nor free; half of its peaks' neighbours have less. */
const EVEN_ODDS = -1;
const LEAST_ODDS = -5;

/**
 * Divides beats into tatums, the smallest regular pulse: for each stretch of 32 beats, the division whose inner places hold onsets while
 * the places of the other divisions do not.
 * @param beats in seconds
 * @param activation f32[frames]: log-odds of an onset
 * @returns intervals that fill the beats; a tatum's confidence is its beat's times the division's probability
 */
export function divideBeats(
  beats: readonly TimeInterval[],
  activation: Float32Array,
  frameRate: number,
): TimeInterval[] {
  const tatums: TimeInterval[] = [];
  for (let from = 0; from < beats.length; from += STRETCH_BEATS) {
    const stretch = beats.slice(from, from + STRETCH_BEATS);
    const { division, probability } = divisionOf(stretch, activation, frameRate);
    for (const { start, duration, confidence } of stretch) {
      for (let part = 0; part < division; part++) {
        tatums.push({
          start: start + (part * duration) / division,
          duration: duration / division,
          confidence: confidence * (part === 0 ? 1 : probability),
        });
      }
    }
  }
  return tatums;
}

function divisionOf(
  beats: readonly TimeInterval[],
  activation: Float32Array,
  frameRate: number,
): { division: number; probability: number } {
  /** From -1 where no onset falls on a share of the beat, to 1 where each time one does. */
  const held = (share: number) => {
    let sum = 0;
    for (const { start, duration } of beats) {
      const odds = largestNear(activation, (start + share * duration) * frameRate, 1);
      sum += Math.max(LEAST_ODDS, odds) - EVEN_ODDS;
    }
    return Math.tanh(sum / (2 * beats.length));
  };
  const half = held(1 / 2);
  const thirds = (held(1 / 3) + held(2 / 3)) / 2;
  const quarters = (held(1 / 4) + held(3 / 4)) / 2;
  const evidence = [
    -half - thirds - quarters,
    half - thirds - quarters,
    thirds - half - quarters,
    half + quarters - thirds,
  ];
  const scores = COMMONNESS.map((share, i) => Math.log(share) + EVIDENCE_WEIGHT * evidence[i]!);
  const highest = Math.max(...scores);
  const weights = scores.map((score) => Math.exp(score - highest));
  const best = weights.indexOf(Math.max(...weights));
  return { division: DIVISIONS[best]!, probability: weights[best]! / weights.reduce((a, b) => a + b) };
}
