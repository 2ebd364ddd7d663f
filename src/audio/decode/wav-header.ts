import { AudioError } from "../pcm.ts";
import type { ByteSource } from "./byte-source.ts";
import { startsWith } from "./tags.ts";

/** How the samples of a WAV file are stored. */
export interface WavFormat {
  coding: "integer" | "float" | "a-law" | "mu-law";
  channelCount: number;
  /** In Hz. */
  sampleRate: number;
  /** Bytes of one sample of one channel. */
  sampleBytes: number;
  /** False for RIFX files, which are big-endian. */
  littleEndian: boolean;
  /** Bytes of sound the header promises; Infinity when it leaves that open, as streamed files do. */
  dataBytes: number;
}

const PCM = 1;
const IEEE_FLOAT = 3;
const A_LAW = 6;
const MU_LAW = 7;
const EXTENSIBLE = 0xfffe;
/** Tail of the GUIDs that carry a classic format tag in their first two bytes (ksmedia.h). */
const CLASSIC_GUID = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];
const OPEN_SIZE = 0xffff_ffff;
/** Chunks that may follow an honestly empty data chunk; anything else there is the sound itself. */
const TRAILING_CHUNKS = [
  "LIST",
  "id3 ",
  "ID3 ",
  "bext",
  "cue ",
  "fact",
  "smpl",
  "inst",
  "iXML",
  "_PMX",
  "PEAK",
];

/**
 * Reads a RIFF, RIFX, RF64 or BW64 header (Microsoft RIFF 1991 and WAVEFORMATEXTENSIBLE; EBU Tech 3306) up to the first sample.
 * Unknown chunks are skipped. Null when the file ends before its sound. Throws `corrupt_audio` when the header contradicts
 * itself and `unsupported_audio` for a coding that is not read here.
 */
export async function readWavHeader(source: ByteSource): Promise<WavFormat | null> {
  if (!(await source.need(12))) return null;
  const head = source.view(12);
  const littleEndian = !startsWith(head, 0, "RIFX");
  const known = ["RIFF", "RIFX", "RF64", "BW64"].some((id) => startsWith(head, 0, id));
  if (!known || !startsWith(head, 8, "WAVE")) {
    throw new AudioError("corrupt_audio", "The file does not begin like a WAV file.");
  }
  source.consume(12);
  let format: Omit<WavFormat, "dataBytes"> | null = null;
  let longSize = Number.POSITIVE_INFINITY;
  while (await source.need(8)) {
    const view = viewOf(source, 8);
    const id = String.fromCharCode(...source.view(4));
    const size = view.getUint32(4, littleEndian);
    source.consume(8);
    if (id === "data") {
      if (!format) throw new AudioError("corrupt_audio", "The WAV file's sound comes before its format.");
      const dataBytes = await soundBytes(source, size, longSize);
      if (dataBytes > 0) return { ...format, dataBytes };
    } else if (id === "fmt ") {
      format = await readFormat(source, size, littleEndian);
      if (!format) return null;
    } else {
      if (id === "ds64" && size >= 24 && (await source.need(24))) {
        longSize = Number(viewOf(source, 24).getBigUint64(8, littleEndian)) || Number.POSITIVE_INFINITY;
      }
      if (!(await source.skip(size + (size & 1)))) return null;
    }
  }
  return null;
}

/** What a data chunk's declared size means. */
async function soundBytes(source: ByteSource, size: number, longSize: number): Promise<number> {
  if (size === OPEN_SIZE) return longSize;
  if (size > 0) return size;
  // Recorders that were cut off and streams leave a zero: whatever follows is sound, unless it is plainly another chunk.
  if (!(await source.need(8))) return source.available === 0 ? 0 : Number.POSITIVE_INFINITY;
  const next = source.view(4);
  return TRAILING_CHUNKS.some((id) => startsWith(next, 0, id)) ? 0 : Number.POSITIVE_INFINITY;
}

async function readFormat(
  source: ByteSource,
  size: number,
  littleEndian: boolean,
): Promise<Omit<WavFormat, "dataBytes"> | null> {
  if (size < 16) throw new AudioError("corrupt_audio", "The WAV file's format description is too short.");
  const wanted = Math.min(size, 40);
  if (!(await source.need(wanted))) return null;
  const view = viewOf(source, wanted);
  let tag = view.getUint16(0, littleEndian);
  const channelCount = view.getUint16(2, littleEndian);
  const sampleRate = view.getUint32(4, littleEndian);
  const blockBytes = view.getUint16(12, littleEndian);
  const bits = view.getUint16(14, littleEndian);
  if (tag === EXTENSIBLE && wanted >= 40) {
    const isClassic = CLASSIC_GUID.every((byte, i) => view.getUint8(26 + i) === byte);
    tag = isClassic ? view.getUint16(24, littleEndian) : EXTENSIBLE;
  }
  if (!(await source.skip(size + (size & 1)))) return null;
  if (channelCount === 0) throw new AudioError("corrupt_audio", "The WAV file declares no channels.");
  if (sampleRate === 0) throw new AudioError("corrupt_audio", "The WAV file declares a sample rate of 0 Hz.");
  const coding = codingOf(tag, bits);
  const sampleBytes = Math.ceil(bits / 8);
  if (blockBytes !== 0 && blockBytes !== sampleBytes * channelCount) {
    throw new AudioError(
      "corrupt_audio",
      `The WAV file declares ${blockBytes} bytes for ${channelCount} samples of ${bits} bits.`,
    );
  }
  return { coding, channelCount, sampleRate, sampleBytes, littleEndian };
}

function codingOf(tag: number, bits: number): WavFormat["coding"] {
  if (tag === PCM && bits >= 1 && bits <= 32) return "integer";
  if (tag === IEEE_FLOAT && (bits === 32 || bits === 64)) return "float";
  if (tag === A_LAW && bits === 8) return "a-law";
  if (tag === MU_LAW && bits === 8) return "mu-law";
  if (tag === PCM && bits === 0)
    throw new AudioError("corrupt_audio", "The WAV file declares samples of 0 bits.");
  throw new AudioError(
    "unsupported_audio",
    `The WAV file stores its sound in a coding that is not supported (format ${tag}, ${bits} bits); use PCM or float.`,
  );
}

function viewOf(source: ByteSource, count: number): DataView {
  return new DataView(source.bytes.buffer, source.bytes.byteOffset + source.start, count);
}
