/** A mel spectrogram made small enough to be kept and drawn. */
export interface Spectrogram {
  /** Mel bands, the lowest first (128 of them from 0 to 11,025 Hz, see spectral/mel-bank.ts). */
  bands: number;
  /** Stretches of time, at most 2000. */
  columns: number;
  secondsPerColumn: number;
  /** u8[columns][bands]: 255 is the loudest value of all, 0 is 80 dB below it or less; all 0 for silence. */
  levels: Uint8Array;
}

/** The mel spectrogram of an analysis, as `LogMel` has it. */
export interface MelFrames {
  readonly bands: number;
  readonly frames: number;
  /** f32[count][bands] in decibels. */
  read(start: number, count: number): Float32Array;
}

const MOST_COLUMNS = 2000;
const FRAMES_AT_ONCE = 256;
const RANGE_DECIBELS = 80;
/** What the mel spectrogram has where there is no power at all is -100 dB; nothing under this is sound. */
const SILENT_DECIBELS = -95;

const MAGIC = 0x47505344; // "DSPG", little-endian
const VERSION = 1;
const HEADER_BYTES = 20;

/** Averages decibels over as many frames as make at most 2000 columns. @param frameRate frames a second */
export function summariseSpectrogram(mel: MelFrames, frameRate: number): Spectrogram {
  const { bands, frames } = mel;
  const perColumn = Math.max(1, Math.ceil(frames / MOST_COLUMNS));
  const columns = Math.ceil(frames / perColumn);
  const sums = new Float32Array(columns * bands);
  for (let start = 0; start < frames; start += FRAMES_AT_ONCE) {
    const count = Math.min(FRAMES_AT_ONCE, frames - start);
    const values = mel.read(start, count);
    for (let i = 0; i < count; i++) {
      const to = Math.floor((start + i) / perColumn) * bands;
      const from = i * bands;
      for (let band = 0; band < bands; band++) sums[to + band] = sums[to + band]! + values[from + band]!;
    }
  }
  let top = Number.NEGATIVE_INFINITY;
  for (let column = 0; column < columns; column++) {
    const members = Math.min(perColumn, frames - column * perColumn);
    for (let at = column * bands; at < (column + 1) * bands; at++) {
      sums[at] = sums[at]! / members;
      if (sums[at]! > top) top = sums[at]!;
    }
  }
  const isSilent = !(top > SILENT_DECIBELS);
  const levels = new Uint8Array(sums.length);
  if (!isSilent) {
    for (let at = 0; at < levels.length; at++)
      levels[at] = Math.round(255 * Math.max(0, 1 - (top - sums[at]!) / RANGE_DECIBELS));
  }
  return { bands, columns, secondsPerColumn: perColumn / frameRate, levels };
}

/** The bytes that are kept: magic number, version, bands, columns, f64 seconds a column (little-endian), then the levels. */
export function encodeSpectrogram({
  bands,
  columns,
  secondsPerColumn,
  levels,
}: Spectrogram): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_BYTES + levels.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, VERSION, true);
  view.setUint16(6, bands, true);
  view.setUint32(8, columns, true);
  view.setFloat64(12, secondsPerColumn, true);
  bytes.set(levels, HEADER_BYTES);
  return bytes;
}

/** @throws RangeError for what `encodeSpectrogram` did not write */
export function decodeSpectrogram(bytes: Uint8Array): Spectrogram {
  if (bytes.length < HEADER_BYTES) throw new RangeError("shorter than a header");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bands = view.getUint16(6, true);
  const columns = view.getUint32(8, true);
  if (
    view.getUint32(0, true) !== MAGIC ||
    view.getUint16(4, true) !== VERSION ||
    bytes.length !== HEADER_BYTES + bands * columns
  ) {
    throw new RangeError("not a spectrogram of version 1");
  }
  return {
    bands,
    columns,
    secondsPerColumn: view.getFloat64(12, true),
    levels: bytes.subarray(HEADER_BYTES),
  };
}
