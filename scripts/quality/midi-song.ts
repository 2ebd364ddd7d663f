import { mulberry32 } from "../../models/learning/random.ts";

const TICKS = 480;
const SCALE = [0, 2, 4, 5, 7, 9, 11];
const CHORUSES = [
  [0, 33, 48],
  [24, 32, 73],
  [4, 36, 11],
  [56, 34, 88],
  [40, 43, 68],
] as const;
const BEATS = 40;

/** A MIDI file (format 0) of a tune that is the same for the same seed: three instruments, and drums with every second. */
export function midiSong(seed: number): Uint8Array {
  const random = mulberry32(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const events: [tick: number, ...bytes: number[]][] = [];
  for (const [channel, program] of CHORUSES[seed % CHORUSES.length]!.entries()) {
    events.push([0, 0xc0 | channel, program]);
    for (let beat = 0; beat < BEATS; beat++) {
      const note = pick(SCALE) + [60, 36, 72][channel]!;
      events.push([beat * TICKS, 0x90 | channel, note, 60 + Math.floor(50 * random())]);
      events.push([beat * TICKS + 420, 0x80 | channel, note, 0]);
    }
  }
  for (let beat = 0; seed % 2 === 0 && beat < BEATS; beat++) {
    for (const [half, drum] of [42, beat % 2 === 0 ? 36 : 38].entries()) {
      events.push(
        [beat * TICKS + 240 * half, 0x99, drum, 100],
        [beat * TICKS + 240 * half + 200, 0x89, drum, 0],
      );
    }
  }
  events.sort(([a], [b]) => a - b);
  let last = 0;
  const track = events.flatMap(([tick, ...bytes]) => {
    const delta = tick - last;
    last = tick;
    return [...(delta > 127 ? [0x80 | (delta >> 7), delta & 127] : [delta]), ...bytes];
  });
  track.push(0, 0xff, 0x2f, 0);
  const header = [0x4d, 0x54, 0x68, 0x64, 0, 0, 0, 6, 0, 0, 0, 1, TICKS >> 8, TICKS & 255];
  const length = [24, 16, 8, 0].map((shift) => (track.length >> shift) & 255);
  return Uint8Array.from([...header, 0x4d, 0x54, 0x72, 0x6b, ...length, ...track]);
}
