import { crc8 } from "../../src/audio/decode/crc.ts";

const BLOCK = 4096;

/** The footer's CRC-16 (RFC 9639 §9.3) of each possible byte. */
const CRC16 = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x8005 : crc << 1;
  return crc;
});

/**
 * A stereo FLAC file (RFC 9639) of 16-bit samples, both channels the same and stored verbatim, made frame by frame.
 * @param samples one block after another is taken from these, over and over
 * @param sampleRate Hz, below 65,536
 */
export function* verbatimFlac(
  samples: Int16Array,
  sampleRate: number,
  seconds: number,
): Generator<Uint8Array> {
  const info = new Uint8Array(34);
  info.set([BLOCK >> 8, BLOCK & 255, BLOCK >> 8, BLOCK & 255]);
  info.set([sampleRate >> 12, (sampleRate >> 4) & 255, ((sampleRate & 15) << 4) | 2, 15 << 4], 10);
  yield Uint8Array.from([0x66, 0x4c, 0x61, 0x43, 0x80, 0, 0, info.length, ...info]);
  const frames = Math.floor((seconds * sampleRate) / BLOCK);
  for (let number = 0, at = 0; number < frames; number++, at += BLOCK) {
    // Blocks of a fixed size, given in 16 bits; two channels; rate and sample size as STREAMINFO has them.
    const start = [0xff, 0xf8, 0x70, 0x10, ...coded(number), (BLOCK - 1) >> 8, (BLOCK - 1) & 255];
    const head = start.length + 1;
    const frame = new Uint8Array(head + 2 * (1 + 2 * BLOCK) + 2);
    frame.set(start);
    frame[head - 1] = crc8(frame, 0, head - 1);
    const view = new DataView(frame.buffer);
    for (const channel of [head, head + 1 + 2 * BLOCK]) {
      frame[channel] = 2;
      for (let i = 0; i < BLOCK; i++) view.setInt16(channel + 1 + 2 * i, samples[(at + i) % samples.length]!);
    }
    let crc = 0;
    for (let i = 0; i < frame.length - 2; i++) crc = ((crc << 8) & 0xffff) ^ CRC16[(crc >> 8) ^ frame[i]!]!;
    view.setUint16(frame.length - 2, crc);
    yield frame;
  }
}

/** A frame's number in the extended UTF-8 of RFC 9639 §9.1.5; 16 bits are enough here. */
function coded(value: number): number[] {
  if (value < 0x80) return [value];
  if (value < 0x800) return [0xc0 | (value >> 6), 0x80 | (value & 63)];
  return [0xe0 | (value >> 12), 0x80 | ((value >> 6) & 63), 0x80 | (value & 63)];
}
