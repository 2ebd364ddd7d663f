import { type Chord, chordIntervals } from "../music/chord.ts";
import { pitchClass } from "../music/pitch.ts";

/** MIDI notes: the bass lies from C2, the chord above it around middle C. */
const BASS_FLOOR = 36;
const CENTRE = 60;
const LOWEST = 48;
const HIGHEST = 79;

/**
 * Which notes a chord is played with: its bass in the second octave, and above it the chord in the inversion that moves least from
 * the one before.
 * @param before the notes of the chord before, ascending; empty for none
 * @returns MIDI notes, ascending, each once; the first is the bass
 */
export function voice(chord: Chord, before: readonly number[]): number[] {
  const root = pitchClass(chord.root);
  const bass = BASS_FLOOR + (chord.bass ? pitchClass(chord.bass) : root);
  const classes = [...new Set(chordIntervals(chord).map((interval) => (root + interval) % 12))];
  const centre = before.length > 1 ? mean(before.slice(1)) : CENTRE;
  let best: number[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const inversion of inversions(classes)) {
    const distance = Math.abs(mean(inversion) - centre) + Math.abs(mean(inversion) - CENTRE) / 4;
    if (distance < least) [best, least] = [inversion, distance];
  }
  return [bass, ...best];
}

/** Every close position of some pitch classes that lies where a right hand plays. */
function inversions(classes: readonly number[]): number[][] {
  const sorted = [...classes].sort((a, b) => a - b);
  const found: number[][] = [];
  for (let octave = LOWEST; octave <= CENTRE; octave += 12) {
    for (let lowest = 0; lowest < sorted.length; lowest++) {
      const notes = sorted.map((_, index) => {
        const at = lowest + index;
        return octave + sorted[at % sorted.length]! + 12 * Math.floor(at / sorted.length);
      });
      if (notes.at(-1)! <= HIGHEST) found.push(notes);
    }
  }
  return found;
}

function mean(notes: readonly number[]): number {
  return notes.reduce((sum, note) => sum + note, 0) / notes.length;
}
