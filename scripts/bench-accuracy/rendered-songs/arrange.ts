import type { Random } from "../../../models/learning/random.ts";
import type { AnnotatedSong, TimedChord } from "./annotation.ts";
import { midiFile, type Note, type ProgramChange } from "./midi.ts";

/** How one kind of section is played. Values of General MIDI programs. */
interface Arrangement {
  comping: number;
  pattern: "held" | "strummed" | "broken";
  bass: number;
  bassNotes: 1 | 2 | 4;
  lead: number | null;
  drums: "none" | "light" | "rock" | "ride" | "four";
  velocity: number;
}

const COMPING = [0, 4, 16, 24, 25, 27, 29, 48, 50, 89];
const PATTERNS = ["held", "strummed", "broken"] as const;
const BASSES = [32, 33, 34, 38];
const LEADS = [null, null, 52, 56, 65, 73, 80, 26];
const DRUMS = ["none", "light", "rock", "ride", "four"] as const;

/** How likely each thing differs from the song's usual in sections of another letter: most do not, as in real songs. */
const CHANGE = 0.35;

/** Notes stray from the beat by up to this many seconds. */
const STRAY = 0.012;

/**
 * Plays an annotated song: its chords at their times, by comping instrument, bass, drums and at times a melody. Each letter
 * has an arrangement of its own, which differs from the song's usual in a few things drawn by `random`; a primed letter changes
 * one thing more. Sections of one letter are played alike, but for human unevenness; half of all sections end with a fill.
 *
 * @returns a Standard MIDI File
 */
export function arrangeSong(song: AnnotatedSong, random: Random): Uint8Array {
  const usual = draw(random);
  const byLetter = new Map<string, Arrangement>();
  const notes: Note[] = [];
  const programs: ProgramChange[] = [];
  for (const [index, { start, letter }] of song.sections.entries()) {
    const end = song.sections[index + 1]?.start ?? song.seconds;
    const plain = letter.replaceAll("'", "");
    if (!byLetter.has(plain)) byLetter.set(plain, byLetter.size === 0 ? usual : vary(usual, random, CHANGE));
    if (!byLetter.has(letter)) byLetter.set(letter, vary(byLetter.get(plain)!, random, CHANGE / 2));
    const how = byLetter.get(letter)!;
    programs.push(
      { start, channel: 0, program: how.comping },
      { start, channel: 1, program: how.bass },
      { start, channel: 2, program: how.lead ?? 0 },
    );
    const within = (at: number) => at >= start - 1e-6 && at < end - 1e-6;
    const chords = song.chords.filter((chord) => within(chord.start));
    for (const chord of chords) playChord(notes, chord, how, letter);
    const bars = song.bars.filter(within);
    const fills = random() < 0.5;
    for (const [bar, at] of bars.entries()) {
      const next = bars[bar + 1] ?? end;
      playDrums(notes, at, (next - at) / song.beatsPerBar, song.beatsPerBar, how, {
        crash: bar === 0 && fills,
        fill: bar === bars.length - 1 && fills,
      });
    }
  }
  for (const note of notes) {
    note.start += (random() - 0.5) * 2 * STRAY;
    note.velocity = Math.max(20, Math.min(127, Math.round(note.velocity + (random() - 0.5) * 14)));
  }
  return midiFile(notes, programs);
}

function pick<T>(list: readonly T[], random: Random): T {
  return list[Math.floor(random() * list.length)]!;
}

function draw(random: Random): Arrangement {
  return {
    comping: pick(COMPING, random),
    pattern: pick(PATTERNS, random),
    bass: pick(BASSES, random),
    bassNotes: pick([1, 2, 4] as const, random),
    lead: pick(LEADS, random),
    drums: pick(DRUMS, random),
    velocity: 70 + Math.floor(random() * 35),
  };
}

function vary(usual: Arrangement, random: Random, chance: number): Arrangement {
  const other = draw(random);
  const choose = <K extends keyof Arrangement>(key: K) => (random() < chance ? other[key] : usual[key]);
  return {
    comping: choose("comping"),
    pattern: choose("pattern"),
    bass: usual.bass,
    bassNotes: choose("bassNotes"),
    lead: choose("lead"),
    drums: choose("drums"),
    velocity: choose("velocity"),
  };
}

function playChord(
  notes: Note[],
  { start, duration, root, intervals }: TimedChord,
  how: Arrangement,
  letter: string,
) {
  if (root === null) return;
  const { velocity } = how;
  const keys = intervals.map((interval) => 55 + ((root + interval + 5) % 12));
  const steps = Math.max(1, Math.round(duration / 0.28));
  const step = duration / steps;
  if (how.pattern === "held") {
    for (const key of keys)
      notes.push({ start, duration: duration * 0.97, channel: 0, key, velocity: velocity - 12 });
  } else {
    for (let i = 0; i < steps; i++) {
      const struck = how.pattern === "broken" ? [keys[i % keys.length]!] : i % 2 === 0 ? keys : keys.slice(1);
      for (const key of struck)
        notes.push({
          start: start + i * step,
          duration: step * 0.9,
          channel: 0,
          key,
          velocity: velocity - 10,
        });
    }
  }
  const pulses = Math.max(1, Math.min(how.bassNotes, Math.round(duration / 0.35)));
  for (let i = 0; i < pulses; i++) {
    const at = start + (i * duration) / pulses;
    notes.push({ start: at, duration: (duration / pulses) * 0.9, channel: 1, key: 36 + root, velocity });
  }
  if (how.lead === null) return;
  // The melody is a fixed walk over the chord, another for each letter, so that verses repeat as verses do.
  const walk = letter.charCodeAt(0);
  for (let i = 0; i < steps; i += 2) {
    const interval = intervals[(walk + i * (1 + (walk % 3)) + root) % intervals.length]!;
    const key = 67 + ((root + interval + 5) % 12);
    notes.push({ start: start + i * step, duration: step * 1.8, channel: 2, key, velocity: velocity + 4 });
  }
}

function playDrums(
  notes: Note[],
  at: number,
  beat: number,
  beats: number,
  { drums, velocity }: Arrangement,
  { crash, fill }: { crash: boolean; fill: boolean },
): void {
  if (drums === "none") return;
  const hit = (start: number, key: number, level: number) =>
    notes.push({ start, duration: 0.1, channel: 9, key, velocity: level });
  if (crash) hit(at, 49, velocity + 10);
  for (let b = 0; b < beats; b++) {
    const start = at + b * beat;
    const strong = beats % 3 === 0 ? b % 3 === 0 : b % 2 === 0;
    if (fill && b >= beats - 2) {
      for (let s = 0; s < 4; s++) hit(start + (s * beat) / 4, 50 - 2 * (s % 3), velocity);
      continue;
    }
    const cymbal = drums === "ride" ? 51 : drums === "four" ? 46 : 42;
    hit(start, cymbal, velocity - 20);
    if (drums !== "light") hit(start + beat / 2, cymbal, velocity - 30);
    if (drums === "four" || strong) hit(start, 36, velocity + 5);
    if (!strong) hit(start, drums === "light" ? 37 : 38, velocity);
  }
}
