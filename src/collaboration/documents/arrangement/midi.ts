import type { ExportedFile } from "../model.ts";
import { NO_CHORD, parseChord } from "../music/chord.ts";
import { isMinor, parseKey } from "../music/key.ts";
import { DIVISIONS, formatMetre } from "../music/metre.ts";
import type { Arrangement } from "./contract.ts";
import {
  keySignatureEvent,
  type MidiEvent,
  noteEvents,
  TEXT,
  tempoEvent,
  textEvent,
  timeSignatureEvent,
  writeMidiFile,
} from "./midi-file.ts";
import { layOut, type Timeline } from "./timeline.ts";
import { voice } from "./voicing.ts";

const TICKS_PER_QUARTER = 480;
const TICKS = TICKS_PER_QUARTER / DIVISIONS;
const VELOCITY = 80;

/**
 * Writes an arrangement as a Standard MIDI File of format 1: a track with tempos, metres, keys and a marker for each section, and
 * one with the chords. A chord sounds until the next, at most to its section's end.
 */
export function writeMidi(arrangement: Arrangement): ExportedFile {
  const timeline = layOut(arrangement);
  const bytes = writeMidiFile(
    TICKS_PER_QUARTER,
    [conductorTrack(arrangement, timeline), chordTrack(timeline)],
    timeline.length * TICKS,
  );
  return { mediaType: "audio/midi", extension: "mid", bytes };
}

function conductorTrack(arrangement: Arrangement, { bars, tempos }: Timeline): MidiEvent[] {
  const events = [textEvent(0, TEXT.trackName, arrangement.title || "Arrangement")];
  for (const { at, value } of tempos) events.push(tempoEvent(at * TICKS, value));
  for (const [index, bar] of bars.entries()) {
    const before = bars[index - 1];
    const tick = bar.start * TICKS;
    if (bar.bar === 1) events.push(textEvent(tick, TEXT.marker, bar.section.name || bar.section.id));
    if (!before || formatMetre(before.metre) !== formatMetre(bar.metre)) {
      events.push(timeSignatureEvent(tick, bar.metre.beats, bar.metre.unit));
    }
    if (before?.key !== bar.key) {
      const key = parseKey(bar.key)!;
      events.push(keySignatureEvent(tick, key.fifths, isMinor(key)));
    }
  }
  return events;
}

function chordTrack({ chords }: Timeline): MidiEvent[] {
  const events = [textEvent(0, TEXT.trackName, "Chords")];
  let before: number[] = [];
  for (const { at, value, until } of chords) {
    const chord = parseChord(value);
    if (chord === null || chord === NO_CHORD) continue;
    before = voice(chord, before);
    for (const note of before) events.push(...noteEvents(at * TICKS, until * TICKS, note, VELOCITY));
  }
  return events;
}
