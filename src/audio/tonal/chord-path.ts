import { NetworkKernel } from "../network/index.ts";
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

/** Places of the kernel's rows: chords, then a few that nothing leads to. */
const PLACES = 64;

/** Logarithms of the transition probabilities, from × to, 61 × 64; a chord does not change to itself. */
const TRANSITION = Float64Array.from({ length: CHORDS * PLACES }, (_, i) => {
  const [a, b] = [Math.floor(i / PLACES), i % PLACES];
  if (a === b || b >= CHORDS) return Number.NEGATIVE_INFINITY;
  if (a === NONE) return -Math.log(QUALITIES * CLASSES);
  if (b === NONE) return Math.log(TO_NONE);
  const interval = ((b % CLASSES) - (a % CLASSES) + CLASSES) % CLASSES;
  return LOG_CHANGE[Math.floor(a / CLASSES)]![CLASSES * Math.floor(b / CLASSES) + interval]!;
});

/** The search's tables and rows, in a kernel's memory (.07 MB). */
class ChordSearch {
  readonly #kernel = new NetworkKernel();
  readonly #transition = this.#kernel.keepDoubles(TRANSITION);
  readonly #evidence = this.#kernel.allocate(8 * PLACES);
  readonly #sources = this.#kernel.allocate(PLACES);
  #scores = this.#kernel.allocate(8 * PLACES);
  #next = this.#kernel.allocate(8 * PLACES);

  /**
   * Goes through all frames.
   * @param logs of a change and of none, in each frame
   * @returns u8[frames][61]: the chord before each chord; and f64[61]: the score of each at the end
   */
  run(probabilities: Float32Array, frames: number, logs: (frame: number) => ChangeLogs) {
    const { bytes, doubles, run } = this.#kernel;
    const from = new Uint8Array(frames * CHORDS);
    const evidence = this.#evidence >> 3;
    this.#kernel.clear(this.#scores, 8 * PLACES);
    for (let frame = 0; frame < frames; frame++) {
      const at = frame * CHORDS;
      for (let chord = 0; chord < CHORDS; chord++)
        doubles[evidence + chord] = EVIDENCE * Math.log(probabilities[at + chord]! + 1e-5);
      const { changing, staying } = logs(frame);
      run.chordStep(
        this.#scores,
        this.#transition,
        frame === 0 ? Number.NEGATIVE_INFINITY : changing,
        staying,
        this.#evidence,
        this.#next,
        this.#sources,
      );
      [this.#scores, this.#next] = [this.#next, this.#scores];
      for (let chord = 0; chord < CHORDS; chord++) from[at + chord] = bytes[this.#sources + chord]!;
    }
    return { from, scores: doubles.slice(this.#scores >> 3, (this.#scores >> 3) + CHORDS) };
  }
}

let search: ChordSearch | undefined;

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
  search ??= new ChordSearch();
  const { from, scores } = search.run(probabilities, frames, logChangePerFrame(frames, frameRate, beats));
  const path = new Uint8Array(frames);
  let chord = scores.indexOf(scores.reduce((a, b) => Math.max(a, b)));
  for (let frame = frames - 1; frame >= 0; frame--) {
    path[frame] = chord;
    chord = from[frame * CHORDS + chord]!;
  }
  return path;
}

/** Logarithms of the chances of a change and of none. */
interface ChangeLogs {
  changing: number;
  staying: number;
}

/** Chance of a change in each frame: the same all through, or most of it on the frames nearest to a beat. */
function logChangePerFrame(
  frames: number,
  frameRate: number,
  beats: readonly number[],
): (frame: number) => ChangeLogs {
  const onBeat = new Uint8Array(frames);
  for (const beat of beats) {
    const frame = Math.round(beat * frameRate);
    if (frame >= 0 && frame < frames) onBeat[frame] = 1;
  }
  const logs = (chance: number): ChangeLogs => ({
    changing: Math.log(chance),
    staying: Math.log(1 - chance),
  });
  const steady = logs((CHANGES_PER_BEAT * USUAL_BEATS) / frameRate);
  const on = logs(CHANGES_PER_BEAT);
  const off = logs((OFF_BEAT * CHANGES_PER_BEAT * USUAL_BEATS) / frameRate);
  return (frame: number) => (beats.length < 2 ? steady : onBeat[frame] ? on : off);
}
