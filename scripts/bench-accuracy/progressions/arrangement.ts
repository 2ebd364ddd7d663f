import type { Random } from "../../../models/learning/random.ts";
import { type BillboardSong, isScored } from "./billboard.ts";
import { type ChordSymbol, NO_CHORD } from "./chord-symbols.ts";
import type { Channel, Note, Score } from "./midi-file.ts";
import { bassLine, between, comping, drumming, melody, oneOf } from "./parts.ts";

/** A chord and when it sounds, in seconds. */
export interface TimedChord extends ChordSymbol {
  start: number;
  end: number;
}

/** A score with all that is true about it. */
export interface Progression {
  song: string;
  score: Score;
  seconds: number;
  chords: TimedChord[];
  /** Times of the beats in seconds. */
  beats: number[];
  /** Null when the excerpt does not show whether its tonic chord is major or minor. */
  key: { key: number; mode: 0 | 1 } | null;
}

const COMPING = [0, 1, 2, 4, 5, 6, 7, 11, 16, 17, 18, 19, 21, 22, 24, 25, 26, 27, 28, 29, 30, 46, 48, 50, 62];
const PADS = [48, 49, 50, 51, 52, 53, 54, 61, 89, 90, 91, 92, 94, 95, 16, 19];
const BASSES = [32, 33, 34, 35, 36, 37, 38, 39, 43, 58];
const LEADS = [0, 22, 26, 29, 30, 40, 42, 52, 53, 54, 56, 57, 64, 65, 66, 68, 71, 73, 75, 80, 81, 85];
const DRUMS = 9;

/**
 * Arranges an excerpt of a song's chords for a band: keys or guitars, pads, a bass, a tune, drums, each of them sometimes
 * missing, in a random key, tempo and tuning.
 * @param seconds least length of the excerpt, when the song has it
 */
export function arrange(song: BillboardSong, seconds: number, random: Random): Progression {
  const tempo = between(random, 70, 150);
  const second = tempo / 60;
  const transposition = Math.floor(12 * random());
  const cents = random() < 0.5 ? 0 : between(random, -45, 45);
  const stretch = song.stretches.reduce((a, b) => (b.bars.length > a.bars.length ? b : a));
  const wanted = Math.ceil((seconds * second) / song.beats);
  const first = Math.floor(random() * Math.max(1, stretch.bars.length - wanted));
  const bars = stretch.bars.slice(first, first + wanted);
  const tonic = (stretch.tonic + transposition) % 12;

  const chords: { chord: ChordSymbol; start: number; end: number }[] = [];
  // A bar of drums, or of nothing, before the music: chords have to be told from none.
  let beat = random() < 0.3 ? song.beats : between(random, 0, 1);
  chords.push({ chord: NO_CHORD, start: 0, end: beat });
  for (const bar of bars) {
    for (const [i, chord] of bar.entries()) {
      const start = beat + (i * song.beats) / bar.length;
      const moved = chord.root < 0 ? chord : { ...chord, root: (chord.root + transposition) % 12 };
      chords.push({ chord: moved, start, end: start + song.beats / bar.length });
    }
    beat += song.beats;
  }
  chords.push({ chord: NO_CHORD, start: beat, end: beat + 2 });

  const key = keyOf(stretch.bars, stretch.tonic, tonic);
  const channels = new Map<number, Channel>();
  const notes: Note[] = [];
  const join = (
    channel: number,
    programs: readonly number[],
    part: readonly Omit<Note, "channel">[],
    loud: number,
  ) => {
    channels.set(channel, {
      program: oneOf(random, programs),
      volume: Math.round(between(random, 0.6 * loud, loud)),
      reverb: Math.floor(between(random, 0, 100)),
      chorus: Math.floor(between(random, 0, 60)),
    });
    notes.push(...part.map((note) => ({ ...note, channel })));
  };
  const merged = mergeEqual(chords);
  join(0, COMPING, comping(merged, random), 110);
  if (random() < 0.4) join(1, PADS, comping(merged, random, "held"), 90);
  if (random() < 0.85) join(2, BASSES, bassLine(merged, random), 120);
  if (random() < 0.65) join(3, LEADS, melody(merged, tonic, key?.mode ?? 1, random), 105);
  if (random() < 0.25) join(4, LEADS, melody(merged, tonic, key?.mode ?? 1, random), 85);
  const drummed = random() < 0.7;
  if (drummed) join(DRUMS, [0, 0, 8, 16, 24, 25, 32, 40], drumming(beat, song.beats, random), 115);
  return {
    song: song.id,
    score: { tempo, cents, channels, notes },
    seconds: (beat + 2) / second,
    chords: merged.map(({ chord, start, end }) => ({ ...chord, start: start / second, end: end / second })),
    beats: Array.from({ length: Math.floor(beat) + 2 }, (_, i) => ((beat % 1) + i) / second),
    key,
  };
}

/** `count` arrangements of songs that are kept for scoring, or of those that teach; the same for the same seed. */
export function arrangements(
  songs: readonly BillboardSong[],
  scored: boolean,
  count: number,
  seconds: number,
  random: Random,
): Progression[] {
  const own = songs.filter(
    (song) => isScored(song) === scored && song.stretches.some((s) => s.bars.length >= 8),
  );
  return Array.from({ length: count }, () => arrange(oneOf(random, own), seconds, random));
}

/** Major or minor by the tonic's own chords; null when they say neither clearly. */
function keyOf(
  bars: readonly (readonly ChordSymbol[])[],
  written: number,
  tonic: number,
): Progression["key"] {
  let major = 0;
  let minor = 0;
  for (const { root, intervals } of bars.flat()) {
    if (root !== written) continue;
    if (intervals.includes(4)) major++;
    if (intervals.includes(3)) minor++;
  }
  if (major >= 3 * minor && major > 2) return { key: tonic, mode: 1 };
  return minor >= 3 * major && minor > 2 ? { key: tonic, mode: 0 } : null;
}

function mergeEqual(chords: readonly { chord: ChordSymbol; start: number; end: number }[]) {
  const merged: { chord: ChordSymbol; start: number; end: number }[] = [];
  const name = (chord: ChordSymbol) => `${chord.root} ${chord.intervals} ${chord.bass}`;
  for (const next of chords) {
    const last = merged.at(-1);
    if (last && name(last.chord) === name(next.chord)) last.end = next.end;
    else if (next.end > next.start) merged.push({ ...next });
  }
  return merged;
}
