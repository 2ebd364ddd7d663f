import { CHANGES_PER_BEAT, CHORD_TRANSITIONS } from "./chord-transitions.ts";
import { CHORDS, QUALITIES } from "./harmony-network.ts";

const CLASSES = 12;
const NONE = CHORDS - 1;
/** Share of a chord's changes that lead to no chord, counted in the same songs as the transitions. */
const TO_NONE = 0.007;
/**
 * Weight of a frame's evidence. Frames overlap, and the network looks a second around: ten of them do not say ten times as much.
 * Chosen on twenty rendered songs that neither teach nor score, among .2, .3, .4, .6 and 1.
 */
const EVIDENCE = 0.6;
/** Beats a second that are assumed when no beats are known. */
const USUAL_BEATS = 1.8;
/** Changes off the beat for each on it: syncopated chords come early, and beats may be off. */
const OFF_BEAT = 0.15;

const LOG_CHANGE = CHORD_TRANSITIONS.map((row) => row.map((share) => Math.log(Math.max(1e-6, share))));

/**
 * The most probable sequence of chords (Viterbi): what the network hears, and how often each chord follows each other.
 *
 * @param probabilities frames × 61, each frame sums to 1
 * @param beats times in seconds, ascending: chords rather change on them
 * @returns a chord a frame, 0 to 60
 */
export function chordPath(
  probabilities: Float32Array,
  frames: number,
  frameRate: number,
  beats: readonly number[] = [],
): Uint8Array {
  const change = logChangePerFrame(frames, frameRate, beats);
  let score = new Float64Array(CHORDS);
  let next = new Float64Array(CHORDS);
  const from = new Uint8Array(frames * CHORDS);
  for (let frame = 0; frame < frames; frame++) {
    const at = frame * CHORDS;
    const { changing, staying } = change(frame);
    for (let to = 0; to < CHORDS; to++) {
      let best = score[to]! + staying;
      let source = to;
      const row = to * CHORDS;
      if (frame > 0) {
        for (let other = 0; other < CHORDS; other++) {
          const total = score[other]! + changing + TRANSITION[row + other]!;
          if (total > best) {
            best = total;
            source = other;
          }
        }
      }
      from[at + to] = source;
      next[to] = best + EVIDENCE * Math.log(probabilities[at + to]! + 1e-5);
    }
    [score, next] = [next, score];
  }
  const path = new Uint8Array(frames);
  let chord = score.indexOf(score.reduce((a, b) => Math.max(a, b)));
  for (let frame = frames - 1; frame >= 0; frame--) {
    path[frame] = chord;
    chord = from[frame * CHORDS + chord]!;
  }
  return path;
}

/** Logarithms of the transition probabilities, to × from, 61 × 61; a chord does not change to itself. */
const TRANSITION = Float64Array.from({ length: CHORDS * CHORDS }, (_, i) => {
  const [a, b] = [i % CHORDS, Math.floor(i / CHORDS)];
  if (a === b) return Number.NEGATIVE_INFINITY;
  if (a === NONE) return -Math.log(QUALITIES * CLASSES);
  if (b === NONE) return Math.log(TO_NONE);
  const interval = ((b % CLASSES) - (a % CLASSES) + CLASSES) % CLASSES;
  return LOG_CHANGE[Math.floor(a / CLASSES)]![CLASSES * Math.floor(b / CLASSES) + interval]!;
});

/** Chance of a change in each frame: the same all through, or most of it on the frames nearest to a beat. */
function logChangePerFrame(frames: number, frameRate: number, beats: readonly number[]) {
  const onBeat = new Uint8Array(frames);
  for (const beat of beats) {
    const frame = Math.round(beat * frameRate);
    if (frame >= 0 && frame < frames) onBeat[frame] = 1;
  }
  const logs = (chance: number) => ({ changing: Math.log(chance), staying: Math.log(1 - chance) });
  const steady = logs((CHANGES_PER_BEAT * USUAL_BEATS) / frameRate);
  const on = logs(CHANGES_PER_BEAT);
  const off = logs((OFF_BEAT * CHANGES_PER_BEAT * USUAL_BEATS) / frameRate);
  return (frame: number) => (beats.length < 2 ? steady : onBeat[frame] ? on : off);
}
