import type { Waveform } from "./waveform.ts";

const VERSION = 2;
const HEADER_BYTES = 24;
/** Set in the flags where values have 8 bits. */
const EIGHT_BITS = 1;

/** Bits of a value. Of 8 bits the upper half of 16 is kept, towards zero. */
export type WaveformBits = 8 | 16;

const narrowed = (value: number) => Math.trunc(value / 256);

/** The binary format of BBC audiowaveform, version 2, little-endian: a `.dat` file. */
export function encodeWaveform(waveform: Waveform, bits: WaveformBits): Uint8Array<ArrayBuffer> {
  const { data } = waveform;
  const bytes = new Uint8Array(HEADER_BYTES + data.length * (bits / 8));
  const view = new DataView(bytes.buffer);
  view.setInt32(0, VERSION, true);
  view.setUint32(4, bits === 8 ? EIGHT_BITS : 0, true);
  view.setInt32(8, waveform.sampleRate, true);
  view.setInt32(12, waveform.samplesPerPixel, true);
  view.setUint32(16, waveform.length, true);
  view.setInt32(20, waveform.channels, true);
  if (bits === 8) for (let i = 0; i < data.length; i++) view.setInt8(HEADER_BYTES + i, narrowed(data[i]!));
  else for (let i = 0; i < data.length; i++) view.setInt16(HEADER_BYTES + 2 * i, data[i]!, true);
  return bytes;
}

/**
 * Reads what `encodeWaveform` writes.
 * @throws RangeError for anything else
 */
export function decodeWaveform(bytes: Uint8Array): Waveform {
  if (bytes.length < HEADER_BYTES) throw new RangeError("shorter than a header");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [sampleRate, samplesPerPixel, length, channels] = [8, 12, 16, 20].map((at) =>
    view.getInt32(at, true),
  ) as [number, number, number, number];
  const bits = view.getUint32(4, true) & EIGHT_BITS ? 8 : 16;
  const count = 2 * length * channels;
  if (view.getInt32(0, true) !== VERSION || count < 0 || bytes.length !== HEADER_BYTES + count * (bits / 8)) {
    throw new RangeError("not a waveform of version 2");
  }
  const data = Int16Array.from({ length: count }, (_, i) =>
    bits === 8 ? view.getInt8(HEADER_BYTES + i) * 256 : view.getInt16(HEADER_BYTES + 2 * i, true),
  );
  return { sampleRate, samplesPerPixel, length, channels, data };
}

/** The JSON format of BBC audiowaveform, version 2. */
export function waveformJson(waveform: Waveform, bits: WaveformBits): string {
  const { sampleRate, samplesPerPixel, length, channels, data } = waveform;
  const head = {
    version: VERSION,
    channels,
    sample_rate: sampleRate,
    samples_per_pixel: samplesPerPixel,
    bits,
    length,
  };
  const values = bits === 8 ? data.map(narrowed) : data;
  return `${JSON.stringify(head).slice(0, -1)},"data":[${values.join(",")}]}`;
}
