import { chordPath } from "./chord-path.ts";
import { CHORDS, chordProbabilities } from "./harmony-network.ts";
import type { TonalFrames } from "./tonal-frames.ts";

export type ChordQuality = "maj" | "min" | "7" | "maj7" | "min7" | "none";

/** A stretch of time with one chord. */
export interface Chord {
  /** Seconds. */
  start: number;
  /** Seconds. */
  duration: number;
  /** The chance, 0 to 1, that root and quality are right, by what the network hears in these frames. */
  confidence: number;
  /** Pitch class of the root, 0 (C) to 11 (B); -1 for no chord. */
  root: number;
  quality: ChordQuality;
  /** In Harte's syntax: "C:maj", "A:min", "G:7", "N". */
  label: string;
}

const QUALITY_NAMES: readonly ChordQuality[] = ["maj", "min", "7", "maj7", "min7"];
const ROOT_NAMES = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];
const NONE = CHORDS - 1;

/**
 * The chords of a recording, one after another without gaps, from its start to its end.
 *
 * @param beats times in seconds, ascending, if they are known: chords rather change on them
 * @returns nothing for no frames; one chord "N" for silence
 */
export function estimateChords(frames: TonalFrames, beats: readonly number[] = []): Chord[] {
  const probabilities = chordProbabilities(frames);
  return chordsOfPath(frames, probabilities, beats);
}

/** The same, when the network has already been asked. */
export function chordsOfPath(
  { frames, frameRate, seconds }: TonalFrames,
  probabilities: Float32Array,
  beats: readonly number[],
): Chord[] {
  if (frames === 0) return [];
  const path = chordPath(probabilities, frames, frameRate, beats);
  const chords: Chord[] = [];
  for (let first = 0; first < frames; ) {
    const chord = path[first]!;
    let end = first;
    let sum = 0;
    for (; end < frames && path[end] === chord; end++) sum += probabilities[end * CHORDS + chord]!;
    // A frame stands for the time around its centre.
    const start = first === 0 ? 0 : (first - 0.5) / frameRate;
    const stop = end === frames ? seconds : Math.min(seconds, (end - 0.5) / frameRate);
    if (stop > start)
      chords.push({ ...named(chord), start, duration: stop - start, confidence: sum / (end - first) });
    first = end;
  }
  return chords;
}

function named(chord: number): Pick<Chord, "root" | "quality" | "label"> {
  if (chord === NONE) return { root: -1, quality: "none", label: "N" };
  const root = chord % 12;
  const quality = QUALITY_NAMES[Math.floor(chord / 12)]!;
  return { root, quality, label: `${ROOT_NAMES[root]}:${quality}` };
}
