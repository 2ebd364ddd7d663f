import { type Chord, estimateChords } from "./chords.ts";
import type { KeyEstimate } from "./key.ts";
import { keyBetween } from "./key-between.ts";
import type { TonalFrames } from "./tonal-frames.ts";

/** What a recording's harmony is. */
export interface Harmony {
  key: KeyEstimate;
  /** How far A4 lies from 440 Hz, -50 to 49. */
  tuningCents: number;
  /** One after another, without gaps; "N" where there is none. */
  chords: Chord[];
}

/**
 * Key, tuning and chords of a recording.
 *
 * @param frames what a `TonalAnalyser` kept
 * @param beats times in seconds, ascending, if they are known: chords rather change on them
 */
export function analyseHarmony(frames: TonalFrames, beats: readonly number[] = []): Harmony {
  return {
    key: keyBetween(frames, 0, frames.seconds + 1),
    tuningCents: frames.tuningCents,
    chords: estimateChords(frames, beats),
  };
}
