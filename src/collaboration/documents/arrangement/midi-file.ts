/** Something in a track of a MIDI file. Of events at one tick, those of lower `rank` come first. */
export interface MidiEvent {
  tick: number;
  rank: number;
  bytes: readonly number[];
}

const META = 0xff;
const END_OF_TRACK = 0x2f;

/** Kinds of text events. */
export const TEXT = { trackName: 0x03, marker: 0x06 } as const;

/**
 * Writes a Standard MIDI File of format 1 ("Standard MIDI Files 1.0", RP-001).
 * @param division ticks to a quarter note, 1 to 32767
 * @param tracks events in any order
 * @param end tick at which every track ends
 */
export function writeMidiFile(division: number, tracks: readonly MidiEvent[][], end: number): Uint8Array {
  const bytes = [...chunk("MThd", [0, 1, ...uint(tracks.length, 2), ...uint(division, 2)])];
  for (const track of tracks) {
    const body: number[] = [];
    let now = 0;
    for (const event of [...track].sort((a, b) => a.tick - b.tick || a.rank - b.rank)) {
      for (const byte of [...variableLength(event.tick - now), ...event.bytes]) body.push(byte);
      now = event.tick;
    }
    body.push(...variableLength(end - now), META, END_OF_TRACK, 0);
    for (const byte of chunk("MTrk", body)) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

export function textEvent(tick: number, type: number, text: string): MidiEvent {
  const bytes = new TextEncoder().encode(text);
  return { tick, rank: 0, bytes: [META, type, ...variableLength(bytes.length), ...bytes] };
}

/** @param bpm quarter notes a minute, at least 3.6: three bytes of microseconds hold no slower */
export function tempoEvent(tick: number, bpm: number): MidiEvent {
  return { tick, rank: 1, bytes: [META, 0x51, 3, ...uint(Math.round(60_000_000 / bpm), 3)] };
}

/** @param unit the note that is a beat, a power of two */
export function timeSignatureEvent(tick: number, beats: number, unit: number): MidiEvent {
  const compound = unit >= 8 && beats > 3 && beats % 3 === 0;
  const clocks = (96 / unit) * (compound ? 3 : 1);
  return { tick, rank: 1, bytes: [META, 0x58, 4, beats, Math.log2(unit), clocks, 8] };
}

/** @param fifths sharps, flats below zero: -7 to 7 */
export function keySignatureEvent(tick: number, fifths: number, minor: boolean): MidiEvent {
  return { tick, rank: 1, bytes: [META, 0x59, 2, fifths & 0xff, minor ? 1 : 0] };
}

/** A note on the first channel, as its start and its end. */
export function noteEvents(tick: number, until: number, note: number, velocity: number): MidiEvent[] {
  return [
    { tick, rank: 3, bytes: [0x90, note, velocity] },
    { tick: until, rank: 2, bytes: [0x80, note, 64] },
  ];
}

function chunk(type: string, body: readonly number[]): number[] {
  return [...[...type].map((letter) => letter.charCodeAt(0)), ...uint(body.length, 4)].concat(body);
}

function uint(value: number, size: number): number[] {
  return Array.from({ length: size }, (_, index) => Math.floor(value / 256 ** (size - 1 - index)) % 256);
}

function variableLength(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}
