import type { Random } from "../../../models/learning/random.ts";
import type { ChordSymbol } from "./chord-symbols.ts";
import type { Note } from "./midi-file.ts";

/** A chord and the beats it lasts. */
export interface Harmony {
  chord: ChordSymbol;
  start: number;
  end: number;
}

type Part = Omit<Note, "channel">[];

export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

export function oneOf<T>(random: Random, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)]!;
}

const STYLES = ["held", "beats", "eighths", "offbeats", "arpeggio", "syncopated", "held"] as const;

/** Chords of a keyboard or guitar, in close position, each as near as may be to the one before. */
export function comping(
  harmonies: readonly Harmony[],
  random: Random,
  style: (typeof STYLES)[number] = oneOf(random, STYLES),
): Part {
  const part: Part = [];
  const lowest = Math.floor(between(random, 46, 62));
  const strum = between(random, 0, 0.03);
  const doubled = random() < 0.4;
  const length = between(random, 0.5, 1);
  let centre = lowest + 6;
  for (const { chord, start, end } of harmonies) {
    if (chord.root < 0) continue;
    const pitches = chord.intervals.map((interval) => nearest(chord.root + interval, centre));
    pitches.sort((a, b) => a - b);
    if (doubled) pitches.push(pitches[0]! + 12);
    centre = Math.min(lowest + 10, Math.max(lowest + 2, mean(pitches) + between(random, -2, 2)));
    const strike = (from: number, to: number) => {
      const velocity = Math.round(between(random, 60, 110));
      for (const [i, pitch] of pitches.entries()) {
        part.push({
          pitch,
          start: from + i * strum,
          duration: Math.max(0.1, (to - from) * length),
          velocity,
        });
      }
    };
    if (style === "held") strike(start, end);
    else if (style === "arpeggio") {
      for (let beat = start, i = 0; beat < end - 1e-6; beat += 0.5, i++) {
        const pitch = pitches[i % pitches.length]!;
        part.push({
          pitch,
          start: beat,
          duration: 0.5 + length,
          velocity: Math.round(between(random, 60, 100)),
        });
      }
    } else {
      const step = style === "beats" ? 1 : 0.5;
      for (let beat = start, i = 0; beat < end - 1e-6; beat += step, i++) {
        if (style === "offbeats" && i % 2 === 0) continue;
        if (style === "syncopated" && i % 8 !== 0 && random() < 0.55) continue;
        strike(beat, Math.min(end, beat + step));
      }
    }
  }
  return part;
}

/** A bass that plays the chord's lowest note first, and then holds, repeats, swings to the fifth or walks. */
export function bassLine(harmonies: readonly Harmony[], random: Random): Part {
  const style = oneOf(random, ["held", "beats", "eighths", "fifths", "walking"] as const);
  const lowest = Math.floor(between(random, 28, 36));
  const part: Part = [];
  for (const [at, { chord, start, end }] of harmonies.entries()) {
    if (chord.root < 0) continue;
    const root = above(chord.root + chord.bass, lowest);
    const next = harmonies[at + 1]?.chord ?? chord;
    const step = style === "held" ? end - start : style === "eighths" ? 0.5 : 1;
    for (let beat = start, i = 0; beat < end - 1e-6; beat += step, i++) {
      let pitch = root;
      const last = beat + step > end - 1e-6;
      if (style === "fifths" && i % 2 === 1) pitch = above(chord.root + 7, lowest);
      if (style === "walking" && i > 0) {
        if (last && next.root >= 0) pitch = above(next.root + next.bass, lowest) + (random() < 0.5 ? 1 : -1);
        else pitch = above(chord.root + oneOf(random, chord.intervals), lowest);
      }
      const duration = step * between(random, 0.7, 1);
      part.push({ pitch, start: beat, duration, velocity: Math.round(between(random, 75, 115)) });
    }
  }
  return part;
}

const SCALES = [
  [0, 2, 3, 5, 7, 8, 10],
  [0, 2, 4, 5, 7, 9, 11],
] as const;

/** A tune that wanders over the scale and lands on chord notes more often than not. */
export function melody(harmonies: readonly Harmony[], tonic: number, mode: 0 | 1, random: Random): Part {
  const part: Part = [];
  const centre = Math.floor(between(random, 62, 80));
  const faithful = between(random, 0.5, 0.9);
  const scale = SCALES[mode].map((step) => step + tonic);
  let pitch = centre;
  for (const { chord, start, end } of harmonies) {
    if (chord.root < 0) continue;
    for (let beat = start; beat < end - 1e-6; ) {
      const duration = Math.min(end - beat, oneOf(random, [0.25, 0.5, 0.5, 1, 1, 2]));
      const notes = random() < faithful ? chord.intervals.map((i) => i + chord.root) : scale;
      const wish = pitch + between(random, -5, 5) + 0.1 * (centre - pitch);
      if (random() < 0.8) {
        pitch = nearest(oneOf(random, notes), wish);
        const velocity = Math.round(between(random, 70, 115));
        part.push({ pitch, start: beat, duration: duration * between(random, 0.7, 1), velocity });
      }
      beat += duration;
    }
  }
  return part;
}

/** Kick, snare and hi-hat in a pattern that stays, from the first beat to the last. */
export function drumming(beats: number, bar: number, random: Random): Part {
  const part: Part = [];
  const sixteenths = Array.from({ length: 4 * bar }, (_, i) => i);
  const kick = sixteenths.filter((i) => i === 0 || (i % 2 === 0 && random() < 0.25));
  const snare = sixteenths.filter((i) => i % 8 === 4 || random() < 0.04);
  const every = oneOf(random, [1, 2, 2, 4]);
  const cymbal = oneOf(random, [42, 42, 46, 51, 54, 70]);
  const hit = (pitch: number, start: number, loud: number) =>
    part.push({ pitch, start, duration: 0.2, velocity: Math.round(between(random, 0.8 * loud, loud)) });
  for (let from = 0; from < beats; from += bar) {
    for (const i of kick) hit(36, from + i / 4, 120);
    for (const i of snare) hit(38, from + i / 4, 115);
    for (let i = 0; i < 4 * bar; i += every) hit(cymbal, from + i / 4, 90);
    if (random() < 0.1) hit(49, from, 105);
  }
  return part;
}

/** The pitch of a class that lies nearest to `wish`. */
function nearest(pitchClass: number, wish: number): number {
  return pitchClass + 12 * Math.round((wish - pitchClass) / 12);
}

/** The lowest pitch of a class from `low` on. */
function above(pitchClass: number, low: number): number {
  return low + ((((pitchClass - low) % 12) + 12) % 12);
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
