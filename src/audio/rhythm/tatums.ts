import type { TimeInterval } from "./intervals.ts";

/** Parts into which a beat may fall. */
const DIVISIONS = [1, 2, 3, 4] as const;

/** What is known beforehand: two parts prevail. The figures are round on purpose. */
const COMMONNESS = [0.1, 0.55, 0.15, 0.2] as const;

/** How much the mean contrast of a division's places counts. */
const EVIDENCE_WEIGHT = 6;

/** Longest time over which one division is chosen, in beats. */
const STRETCH_BEATS = 32;

/** Mean log-odds below which there is no onset to speak of. */
const LEAST_EVIDENCE = -5;

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
  const mean = activation.reduce((a, b) => a + Math.max(LEAST_EVIDENCE, b), 0) / activation.length;
  const tatums: TimeInterval[] = [];
  for (let from = 0; from < beats.length; from += STRETCH_BEATS) {
    const stretch = beats.slice(from, from + STRETCH_BEATS);
    const { division, probability } = divisionOf(stretch, activation, frameRate, mean);
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
  mean: number,
): { division: number; probability: number } {
  const at = (share: number) => {
    let sum = 0;
    for (const { start, duration } of beats) {
      const frame = Math.round((start + share * duration) * frameRate);
      sum += Math.max(LEAST_EVIDENCE, activation[frame] ?? LEAST_EVIDENCE) - mean;
    }
    return sum / beats.length;
  };
  const [half, third, quarter] = [at(1 / 2), (at(1 / 3) + at(2 / 3)) / 2, (at(1 / 4) + at(3 / 4)) / 2];
  // Evidence is how far a division's own places stand out of the mean; a fourth needs its half too.
  const evidence = [0, half, third, (2 * quarter + half) / 3];
  const scores = DIVISIONS.map((_, i) => Math.log(COMMONNESS[i]!) + EVIDENCE_WEIGHT * Math.tanh(evidence[i]! / 2));
  const highest = Math.max(...scores);
  const weights = scores.map((score) => Math.exp(score - highest));
  const best = weights.indexOf(Math.max(...weights));
  return { division: DIVISIONS[best]!, probability: weights[best]! / weights.reduce((a, b) => a + b) };
}
