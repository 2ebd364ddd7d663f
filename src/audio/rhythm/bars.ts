import type { Activation } from "./activation-network.ts";
import { largestNear } from "./beats.ts";
import { METRES } from "./time-signature.ts";

/**
 * Log-odds that a beat is a downbeat, from the network's log-odds of downbeat and beat there and the change of the spectrum;
 * logistic regression on the beats of "tempo-beats" that were found, with networks that had not seen them.
 */
const DOWNBEAT = { offset: 1.3, downbeat: 1.2, beat: -0.95, change: 0.6 } as const;

/** The chance that the count starts anew at any beat: an edit, a bar of another length, a beat that was missed or put in. */
const BREAK = 0.01;

/** What the likelihood of a metre counts beside its prior: neighbouring beats are far from independent. */
const LIKELIHOOD_WEIGHT = 0.1;

export interface Bars {
  /** Beats in a bar. */
  metre: number;
  /** How probable `metre` is beside the others, 0 to 1. */
  certainty: number;
  /** Indices of beats that start a bar, ascending. */
  starts: number[];
  /** For each of them, how probable it is that this beat, beside its neighbours, is the downbeat. */
  certainties: number[];
}

/** How much more probable each beat is as a downbeat than as another, in nats. */
export function downbeatOdds(
  activation: Activation,
  change: Float64Array,
  beats: Float64Array,
): Float64Array {
  return Float64Array.from(
    beats,
    (beat, i) =>
      DOWNBEAT.offset +
      DOWNBEAT.downbeat * largestNear(activation.downbeat, beat, 1) +
      DOWNBEAT.beat * largestNear(activation.beat, beat, 1) +
      DOWNBEAT.change * change[i]!,
  );
}

/**
 * Counts the bars: for every metre a hidden Markov model whose state is the place in the bar, counting on from beat to beat (after
 * Krebs, Böck & Widmer, "Downbeat tracking using beat-synchronous features and recurrent neural networks", 2016).
 * @param odds of `downbeatOdds`
 * @param prior how probable each of `METRES` is before the downbeats are looked at
 * @returns bars of the most probable metre; no starts when there are no beats
 */
export function countBars(odds: Float64Array, prior: readonly number[]): Bars {
  const counts = METRES.map((metre) => count(odds, metre));
  const scores = counts.map(
    ({ logLikelihood }, i) => LIKELIHOOD_WEIGHT * logLikelihood + Math.log(Math.max(1e-9, prior[i]!)),
  );
  const highest = Math.max(...scores);
  const weights = scores.map((score) => Math.exp(score - highest));
  const best = weights.indexOf(Math.max(...weights));
  const certainty = weights[best]! / weights.reduce((a, b) => a + b);
  const { downbeat } = counts[best]!;
  const starts = withoutLongBars(mostProbableStarts(odds, METRES[best]!), METRES[best]!, odds.length);
  return { metre: METRES[best]!, certainty, starts, certainties: starts.map((i) => downbeat[i]!) };
}

/** Forward and backward through the places of a bar: likelihood, and each beat's probability of the first place. */
function count(odds: Float64Array, metre: number): { logLikelihood: number; downbeat: Float64Array } {
  const beats = odds.length;
  const forward = new Float64Array(beats * metre);
  const downbeat = new Float64Array(beats);
  let logLikelihood = 0;
  let places = new Float64Array(metre).fill(1 / metre);
  for (let beat = 0; beat < beats; beat++) {
    if (beat > 0) places = counted(places, 1);
    places[0]! *= Math.exp(odds[beat]!);
    const sum = places.reduce((a, b) => a + b);
    logLikelihood += Math.log(sum);
    for (let p = 0; p < metre; p++) places[p]! /= sum;
    forward.set(places, beat * metre);
  }
  let backward = new Float64Array(metre).fill(1);
  for (let beat = beats - 1; beat >= 0; beat--) {
    let sum = 0;
    for (let p = 0; p < metre; p++) sum += forward[beat * metre + p]! * backward[p]!;
    downbeat[beat] = (forward[beat * metre]! * backward[0]!) / sum;
    backward[0]! *= Math.exp(odds[beat]!);
    const largest = backward.reduce((a, b) => Math.max(a, b));
    for (let p = 0; p < metre; p++) backward[p]! /= largest;
    backward = counted(backward, -1);
  }
  return { logLikelihood, downbeat };
}

/** Moves every place on by `direction`, and lets a little of each start anywhere. */
function counted(places: Float64Array, direction: 1 | -1): Float64Array<ArrayBuffer> {
  const metre = places.length;
  let sum = 0;
  for (let p = 0; p < metre; p++) sum += places[p]!;
  const anywhere = (BREAK / metre) * sum;
  const next = new Float64Array(metre);
  for (let p = 0; p < metre; p++) next[p] = (1 - BREAK) * places[(p - direction + metre) % metre]! + anywhere;
  return next;
}

/** The most probable path (Viterbi), of which the beats in the first place are told. */
function mostProbableStarts(odds: Float64Array, metre: number): number[] {
  const beats = odds.length;
  if (beats === 0) return [];
  const on = Math.log(1 - BREAK + BREAK / metre);
  const anew = Math.log(BREAK / metre);
  const previous = new Uint8Array(beats * metre);
  let scores = new Float64Array(metre);
  scores[0] = odds[0]!;
  for (let beat = 1; beat < beats; beat++) {
    const best = scores.indexOf(scores.reduce((a, b) => Math.max(a, b)));
    const next = new Float64Array(metre);
    for (let p = 0; p < metre; p++) {
      const before = (p - 1 + metre) % metre;
      const counting = scores[before]! + on;
      const breaking = scores[best]! + anew;
      previous[beat * metre + p] = counting >= breaking ? before : best;
      next[p] = Math.max(counting, breaking) + (p === 0 ? odds[beat]! : 0);
    }
    scores = next;
  }
  const starts: number[] = [];
  let place = scores.indexOf(scores.reduce((a, b) => Math.max(a, b)));
  for (let beat = beats - 1; beat >= 0; beat--) {
    if (place === 0) starts.push(beat);
    place = previous[beat * metre + place]!;
  }
  return starts.reverse();
}

/**
 * Counts on through bars that are two or more by the metre. A beat too many makes one a beat longer; but where nothing tells downbeats
 * from others, each costs more than a break of the count, and the path goes around them.
 */
function withoutLongBars(starts: readonly number[], metre: number, beats: number): number[] {
  const all: number[] = [];
  for (let start = (starts[0] ?? 0) - metre; start >= 0; start -= metre) all.unshift(start);
  for (const [i, first] of starts.entries()) {
    const next = starts[i + 1] ?? beats;
    all.push(first);
    for (let start = first + metre; next - start >= metre; start += metre) all.push(start);
  }
  return all;
}
