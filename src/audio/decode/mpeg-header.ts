/** One MPEG audio frame header (ISO/IEC 11172-3 §2.4.1.3, 13818-3, and the unofficial MPEG-2.5 rates). */
export interface MpegHeader {
  /** 1, 2 or 2.5. */
  version: number;
  /** 1, 2 or 3. */
  layer: number;
  /** In Hz. */
  sampleRate: number;
  channelCount: number;
  /** Bytes of the whole frame, header included. */
  length: number;
  /** Samples a channel that the frame decodes to. */
  samples: number;
}

/** Bytes that `parseMpegHeader` looks at. */
export const MPEG_HEADER_BYTES = 4;

/** Bytes of the largest frame there is: layer II, 160 kbit/s at 8 kHz, padded. */
export const MAX_MPEG_FRAME = 2881;

// kbit/s by the header's four bits, 1 to 14.
const LOW_RATES = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const BITRATES: Record<string, number[]> = {
  "1/1": [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  "1/2": [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  "1/3": [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  "2/1": [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  "2/2": LOW_RATES,
  "2/3": LOW_RATES,
};
const VERSIONS = [2.5, 0, 2, 1];
const SAMPLE_RATES = [44_100, 48_000, 32_000];

/**
 * Reads the frame header at `at`, or null when the bytes there are none. Free-format frames (bit rate 0) count as none: they
 * carry no length, and nobody makes them.
 */
export function parseMpegHeader(bytes: Uint8Array, at: number): MpegHeader | null {
  if (at + MPEG_HEADER_BYTES > bytes.length) return null;
  const second = bytes[at + 1]!;
  const third = bytes[at + 2]!;
  const fourth = bytes[at + 3]!;
  if (bytes[at] !== 0xff || (second & 0xe0) !== 0xe0) return null;
  const version = VERSIONS[(second >> 3) & 3]!;
  const layer = 4 - ((second >> 1) & 3);
  const rateBase = SAMPLE_RATES[(third >> 2) & 3];
  const emphasis = fourth & 3;
  if (version === 0 || layer === 4 || rateBase === undefined || emphasis === 2) return null;
  const kilobits = BITRATES[`${version === 1 ? 1 : 2}/${layer}`]![(third >> 4) - 1];
  if (kilobits === undefined) return null;
  const sampleRate = rateBase / (version === 1 ? 1 : version === 2 ? 2 : 4);
  const padding = (third >> 1) & 1;
  const samples = layer === 1 ? 384 : layer === 2 || version === 1 ? 1152 : 576;
  const slotBytes = layer === 1 ? 4 : 1;
  const slots = Math.floor(((samples / 8 / slotBytes) * kilobits * 1000) / sampleRate) + padding;
  return {
    version,
    layer,
    sampleRate,
    channelCount: fourth >> 6 === 3 ? 1 : 2,
    length: slots * slotBytes,
    samples,
  };
}

/** Whether two frames can belong to one stream: bit rate and stereo mode may vary, these may not. */
export function sameMpegStream(a: MpegHeader, b: MpegHeader): boolean {
  return (
    a.version === b.version &&
    a.layer === b.layer &&
    a.sampleRate === b.sampleRate &&
    a.channelCount === b.channelCount
  );
}

/**
 * The first of `count` frames of one stream that follow each other from `at`, or null when they do not. Where the bytes end
 * before, two frames will do, or a single one that ends exactly there. Two agreeing headers are chance once in some hundred thousand positions of noise, three practically never.
 */
export function mpegRun(bytes: Uint8Array, at: number, count: number): MpegHeader | null {
  const first = parseMpegHeader(bytes, at);
  if (!first) return null;
  let next = at + first.length;
  for (let seen = 1; seen < count; seen++) {
    if (next + MPEG_HEADER_BYTES > bytes.length) return seen > 1 || next === bytes.length ? first : null;
    const header = parseMpegHeader(bytes, next);
    if (!header || !sameMpegStream(first, header)) return null;
    next += header.length;
  }
  return first;
}
