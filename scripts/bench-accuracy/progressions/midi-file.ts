/** One note. Times are in beats from the start. */
export interface Note {
  /** 0 to 15; 9 plays the drum kit. */
  channel: number;
  /** MIDI number, 60 is middle C. */
  pitch: number;
  start: number;
  duration: number;
  /** 1 to 127. */
  velocity: number;
}

/** How a channel sounds: all numbers as MIDI has them, 0 to 127. */
export interface Channel {
  program: number;
  volume: number;
  reverb: number;
  chorus: number;
}

export interface Score {
  /** Beats a minute. */
  tempo: number;
  /** How far everything is tuned from A4 = 440 Hz, -100 to 100. */
  cents: number;
  channels: ReadonlyMap<number, Channel>;
  notes: readonly Note[];
}

const TICKS = 480;
/** Pitch wheel steps a cent, when the wheel reaches two semitones. */
const WHEEL_PER_CENT = 8192 / 200;

/** A standard MIDI file of one track (format 0). */
export function midiFile(score: Score): Uint8Array {
  const events: { tick: number; rank: number; bytes: number[] }[] = [];
  const at = (tick: number, rank: number, ...bytes: number[]) => events.push({ tick, rank, bytes });
  const quarter = Math.round(60_000_000 / score.tempo);
  at(0, 0, 0xff, 0x51, 3, quarter >> 16, (quarter >> 8) & 255, quarter & 255);
  const wheel = Math.min(16_383, Math.max(0, Math.round(8192 + WHEEL_PER_CENT * score.cents)));
  for (const [channel, { program, volume, reverb, chorus }] of score.channels) {
    at(0, 1, 0xc0 | channel, program);
    for (const [control, value] of [
      [7, volume],
      [91, reverb],
      [93, chorus],
    ] as const) {
      at(0, 1, 0xb0 | channel, control, value);
    }
    if (channel !== 9) at(0, 1, 0xe0 | channel, wheel & 127, wheel >> 7);
  }
  for (const { channel, pitch, start, duration, velocity } of score.notes) {
    const from = Math.max(0, Math.round(TICKS * start));
    at(from, 3, 0x90 | channel, pitch, velocity);
    at(Math.max(from + 1, Math.round(TICKS * (start + duration))), 2, 0x80 | channel, pitch, 0);
  }
  // Ends before starts, so that a repeated note sounds again.
  events.sort((a, b) => a.tick - b.tick || a.rank - b.rank);
  const track: number[] = [];
  let now = 0;
  for (const { tick, bytes } of events) {
    track.push(...variableLength(tick - now), ...bytes);
    now = tick;
  }
  track.push(0, 0xff, 0x2f, 0);
  const header = [..."MThd"]
    .map((c) => c.charCodeAt(0))
    .concat(0, 0, 0, 6, 0, 0, 0, 1, TICKS >> 8, TICKS & 255);
  const size = [24, 16, 8, 0].map((shift) => (track.length >>> shift) & 255);
  return Uint8Array.from([...header, ...[..."MTrk"].map((c) => c.charCodeAt(0)), ...size, ...track]);
}

function variableLength(value: number): number[] {
  const bytes = [value & 127];
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 127) | 128);
  return bytes;
}
