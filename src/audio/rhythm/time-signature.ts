import { accentsOf } from "./onset-accents.ts";
import type { TempoEstimate } from "./tempo.ts";
import { sampleAt, tempogramOf } from "./tempogram.ts";

/** Beats in a bar. */
export type BeatsPerBar = 3 | 4 | 5 | 6 | 7;

export interface TimeSignatureEstimate {
  /** Beats in a bar; 4 where nothing tells. */
  beats: BeatsPerBar;
  /** The chance, 0 to 1, that `beats` is right. */
  confidence: number;
}

/**
 * How common each metre is where nothing else is known. Four beats prevail in recorded popular music, three come a far
 * second and the rest are rare; the figures are round on purpose.
 */
const COMMONNESS: Readonly<Record<BeatsPerBar, number>> = { 3: 0.1, 4: 0.84, 5: 0.02, 6: 0.02, 7: 0.02 };

/** How much a difference of self-similarity counts against commonness. */
const EVIDENCE_WEIGHT = 12;

/** Longest distance in beats over which bars are compared, and how far a beat may stray from the tempo. */
const FURTHEST_BEATS = 14;
const STRAY = 0.02;

/**
 * Estimates how many beats a bar has, from how well the accents repeat after whole bars.
 *
 * Bars repeat their pattern of accents, so that self-similarity is higher at multiples of the bar's length than at other
 * numbers of beats (Gainza & Coyle, "Time signature detection by using a multi-resolution audio similarity
 * matrix", 2007, on the envelope alone). The evidence for m beats is the mean autocorrelation at multiples of m beats less
 * that at the other beats; it is weighed against how common each metre is.
 *
 * @param onsetEnvelope onset strength, one value a frame, not negative; its scale does not matter
 * @param frameRate frames a second
 * @param tempo of the same envelope; a wrong one makes this estimate wrong too
 * @returns 4 with confidence 0 when there is no tempo
 */
export function estimateTimeSignature(
  onsetEnvelope: Float32Array,
  frameRate: number,
  tempo: TempoEstimate,
): TimeSignatureEstimate {
  const tempogram = tempo.bpm === null ? null : tempogramOf(accentsOf(onsetEnvelope, frameRate), frameRate);
  if (tempo.bpm === null || tempogram === null) return { beats: 4, confidence: 0 };
  const period = (60 * frameRate) / tempo.bpm;
  const reach = Math.min(tempogram.autocorrelation.length, onsetEnvelope.length / 2);
  const similarity: number[] = [1];
  for (let beats = 1; beats <= FURTHEST_BEATS && beats * period * (1 + STRAY) < reach; beats++) {
    similarity.push(strongestNear(tempogram.autocorrelation, beats * period));
  }

  const metres = [3, 4, 5, 6, 7] as const;
  const scores = metres.map((m) => COMMONNESS[m] * Math.exp(EVIDENCE_WEIGHT * evidence(similarity, m)));
  const best = scores.indexOf(Math.max(...scores));
  return { beats: metres[best]!, confidence: scores[best]! / scores.reduce((a, b) => a + b) };
}

/** Tempo and sampling are both a little off, and the error grows with the lag: look around it. */
function strongestNear(autocorrelation: Float64Array, lag: number): number {
  let best = Number.NEGATIVE_INFINITY;
  for (let step = -4; step <= 4; step++) {
    best = Math.max(best, sampleAt(autocorrelation, lag * (1 + (STRAY * step) / 4)));
  }
  return best;
}

/** Mean self-similarity after whole bars of `metre` beats, less that after other numbers of beats. */
export function evidence(similarity: readonly number[], metre: number): number {
  let bars = 0;
  let barSum = 0;
  let others = 0;
  let otherSum = 0;
  for (let beats = 1; beats < similarity.length; beats++) {
    if (beats % metre === 0) {
      bars++;
      barSum += similarity[beats]!;
    } else {
      others++;
      otherSum += similarity[beats]!;
    }
  }
  return bars === 0 ? 0 : barSum / bars - otherSum / others;
}
