import { startsWith } from "./tags.ts";

/** Something that is not read here, with the bytes by which it is known. */
interface Refusal {
  label: string;
  reason: string;
  matches(head: Uint8Array): boolean;
}

const SEND_INSTEAD = "Send it as mp3, FLAC, WAV, Ogg Vorbis or Opus.";
const AAC = `AAC is not supported: its free WebAssembly decoders are under the GPL, which this project is not. ${SEND_INSTEAD}`;

/** True when one of the texts stands at `at`. */
function at(offset: number, ...texts: string[]): Refusal["matches"] {
  return (head) => texts.some((text) => startsWith(head, offset, text));
}

/** True when all the texts stand at their places. */
function all(...tests: Refusal["matches"][]): Refusal["matches"] {
  return (head) => tests.every((test) => test(head));
}

/** Two ADTS frames in a row (ISO/IEC 14496-3, 1.A.2): sync word, layer 0 and a length that leads to the next sync word. */
function isAdts(head: Uint8Array): boolean {
  const isSync = (i: number) => head[i] === 0xff && (head[i + 1]! & 0xf6) === 0xf0;
  if (!isSync(0) || head.length < 7) return false;
  const length = ((head[3]! & 3) << 11) | (head[4]! << 3) | (head[5]! >> 5);
  return length > 7 && (length + 2 > head.length || isSync(length));
}

/** Packets of 188 bytes, each with its sync byte. */
function isTransportStream(head: Uint8Array): boolean {
  return head.length > 376 && head[0] === 0x47 && head[188] === 0x47 && head[376] === 0x47;
}

const IMAGES = ["\x89PNG", "\xff\xd8\xff", "GIF8", "BM", "II*\0", "MM\0*"];

const REFUSALS: Refusal[] = [
  { label: "aac", reason: AAC, matches: isAdts },
  { label: "aac", reason: AAC, matches: at(0, "ADIF") },
  {
    label: "mp4",
    reason: `MP4 and M4A files hold AAC or ALAC. ${AAC}`,
    matches: at(4, "ftyp"),
  },
  {
    label: "aiff",
    reason: `AIFF is not supported. ${SEND_INSTEAD}`,
    matches: all(at(0, "FORM"), at(8, "AIFF", "AIFC")),
  },
  {
    label: "wma",
    reason: `Windows Media files are not supported. ${SEND_INSTEAD}`,
    matches: at(0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11"),
  },
  {
    label: "matroska",
    reason: `WebM and Matroska files are not supported. ${SEND_INSTEAD}`,
    matches: at(0, "\x1a\x45\xdf\xa3"),
  },
  {
    label: "midi",
    reason: "A MIDI file holds notes, not sound; render it to audio first.",
    matches: at(0, "MThd"),
  },
  { label: "ape", reason: `Monkey's Audio is not supported. ${SEND_INSTEAD}`, matches: at(0, "MAC ") },
  { label: "wavpack", reason: `WavPack is not supported. ${SEND_INSTEAD}`, matches: at(0, "wvpk") },
  { label: "amr", reason: `AMR speech files are not supported. ${SEND_INSTEAD}`, matches: at(0, "#!AMR") },
  { label: "dsd", reason: `DSD files are not supported. ${SEND_INSTEAD}`, matches: at(0, "DSD ", "FRM8") },
  { label: "caf", reason: `Core Audio files are not supported. ${SEND_INSTEAD}`, matches: at(0, "caff") },
  { label: "au", reason: `Sun AU files are not supported. ${SEND_INSTEAD}`, matches: at(0, ".snd") },
  {
    label: "mpeg-video",
    reason: `MPEG program and transport streams are not supported. ${SEND_INSTEAD}`,
    matches: (head) => at(0, "\0\0\x01\xba", "\0\0\x01\xb3")(head) || isTransportStream(head),
  },
  {
    label: "zip",
    reason: "This is a zip archive (or an Office file); send the recording inside it.",
    matches: at(0, "PK\x03\x04", "PK\x05\x06"),
  },
  {
    label: "archive",
    reason: "This is a compressed archive; send the recording inside it.",
    matches: at(0, "\x1f\x8b", "BZh", "\xfd7zXZ", "7z\xbc\xaf\x27\x1c", "Rar!"),
  },
  { label: "pdf", reason: "This is a PDF document, not a recording.", matches: at(0, "%PDF") },
  { label: "image", reason: "This is a picture, not a recording.", matches: at(0, ...IMAGES) },
  {
    label: "image",
    reason: "This is a picture, not a recording.",
    matches: all(at(0, "RIFF"), at(8, "WEBP")),
  },
  {
    label: "avi",
    reason: `AVI videos are not supported. ${SEND_INSTEAD}`,
    matches: all(at(0, "RIFF"), at(8, "AVI ")),
  },
  { label: "text", reason: "This is a web page or text, not a recording.", matches: isText },
];

/** Printable UTF-8 or ASCII all through, UTF-16 with a byte order mark, or the beginning of a web page. */
function isText(head: Uint8Array): boolean {
  if (startsWith(head, 0, "\xff\xfe") || startsWith(head, 0, "\xfe\xff"))
    return head.subarray(0, 64).includes(0);
  const sample = head.subarray(0, 512);
  if (sample.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127))
    return false;
  try {
    // As a stream, because the sample may end within a character.
    new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(sample, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** What a file is that is no recording of ours, or null when nothing is known about it. */
export function recogniseOther(head: Uint8Array): { label: string; reason: string } | null {
  const found = REFUSALS.find((refusal) => refusal.matches(head));
  return found ? { label: found.label, reason: found.reason } : null;
}
