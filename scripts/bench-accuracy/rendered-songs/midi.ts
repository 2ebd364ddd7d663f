/** One note: seconds, seconds, channel 0-15 (9 is drums), key 0-127, velocity 1-127. */
export interface Note {
  start: number;
  duration: number;
  channel: number;
  key: number;
  velocity: number;
}

/** A change of a channel's instrument (General MIDI program, 0-127). */
export interface ProgramChange {
  start: number;
  channel: number;
  program: number;
}

/** Ticks a second: 480 a beat at the standard's default tempo of 120. */
const TICKS = 960;

/** A Standard MIDI File, format 0, of notes and instruments in absolute time. */
export function midiFile(notes: readonly Note[], programs: readonly ProgramChange[]): Uint8Array {
  const events = [
    ...programs.map(({ start, channel, program }) => ({
      tick: Math.max(0, Math.round(start * TICKS) - 1),
      bytes: [0xc0 | channel, program],
    })),
    ...notes.flatMap(({ start, duration, channel, key, velocity }) => {
      const tick = Math.max(0, Math.round(start * TICKS));
      return [
        { tick, bytes: [0x90 | channel, key, velocity] },
        { tick: tick + Math.max(1, Math.round(duration * TICKS)), bytes: [0x80 | channel, key, 0] },
      ];
    }),
  ].sort((a, b) => a.tick - b.tick || a.bytes[0]! - b.bytes[0]!);
  const track: number[] = [];
  let now = 0;
  for (const { tick, bytes } of events) {
    track.push(...variableLength(tick - now), ...bytes);
    now = tick;
  }
  track.push(0, 0xff, 0x2f, 0);
  const number = (value: number, bytes: number) =>
    Array.from({ length: bytes }, (_, i) => (value >>> (8 * (bytes - 1 - i))) & 255);
  const header = [
    ...Buffer.from("MThd"),
    ...number(6, 4),
    ...number(0, 2),
    ...number(1, 2),
    ...number(480, 2),
  ];
  return Uint8Array.from(header.concat([...Buffer.from("MTrk")], number(track.length, 4), track));
}

function variableLength(value: number): number[] {
  const bytes = [value & 127];
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 127) | 128);
  return bytes;
}
