import { readFileSync } from "node:fs";
import path from "node:path";
import { noiseSource } from "../../scripts/golden/song.ts";
import type { AudioFormat } from "../../src/audio/decode/index.ts";
import type { AudioErrorCode } from "../../src/audio/pcm.ts";
import { silentFlac } from "./flac-file.ts";
import { type WavSpec, wavBytes } from "./wav-bytes.ts";

/** A file that somebody will send one day, and what must become of it. */
export interface HostileFile {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
  /** What recognition calls it: a format that is decoded, or the label under which it is refused. */
  recognised: AudioFormat | { label: string };
  /** What decoding with the default limits ends in; null for what is refused before. "fine" files decode to `seconds`. */
  outcome: AudioErrorCode | "fine" | null;
  /** Seconds of sound in a fine file, to a tenth. */
  seconds?: number;
}

const AUDIO = path.resolve(import.meta.dirname, "audio");

/** A golden recording. */
export function goldenFile(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(path.join(AUDIO, name)));
}

/** Noise that is the same every time. */
export function noise(count: number, seed: number): Uint8Array<ArrayBuffer> {
  const next = noiseSource(seed);
  return Uint8Array.from({ length: count }, () => Math.floor((next() + 1) * 128));
}

/** All of them, the same bytes every time. */
export function hostileFiles(): HostileFile[] {
  return [...notRecordings(), ...wavFiles(), ...mpegFiles(), ...flacFiles(), ...oggFiles()];
}

function refused(name: string, label: string, bytes: Uint8Array<ArrayBuffer>): HostileFile {
  return { name, bytes, recognised: { label }, outcome: null };
}

/** Bytes given as text of Latin-1 characters, followed by noise. */
function headed(head: string, seed: number): Uint8Array<ArrayBuffer> {
  return join(
    Uint8Array.from(head, (character) => character.charCodeAt(0)),
    noise(4000, seed),
  );
}

function notRecordings(): HostileFile[] {
  const text = new TextEncoder();
  return [
    refused("empty", "empty", new Uint8Array(0)),
    refused("one byte", "unknown", Uint8Array.of(0xff)),
    refused("zeros", "unknown", new Uint8Array(10_000)),
    refused("random", "unknown", noise(100_000, 1)),
    refused("zip", "zip", headed("PK\x03\x04\x14\0", 2)),
    refused("pdf", "pdf", headed("%PDF-1.7\n", 3)),
    refused("png", "image", headed("\x89PNG\r\n\x1a\n", 4)),
    refused("jpeg", "image", headed("\xff\xd8\xff\xe0\0\x10JFIF", 5)),
    refused("html", "text", text.encode("<!doctype html><title>Not found</title>")),
    refused("plain text", "text", text.encode("Ceci n'est pas une chanson — vraiment.\n".repeat(40))),
    refused("aac", "aac", adts()),
    refused("m4a", "mp4", headed("\0\0\0\x20ftypM4A \0\0\0\0", 6)),
    refused("aiff", "aiff", headed("FORM\0\0\x10\0AIFFCOMM", 7)),
    refused("wma", "wma", headed("\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9", 8)),
    refused("webm", "matroska", headed("\x1a\x45\xdf\xa3\x9fB\x86\x81", 9)),
    refused("midi", "midi", headed("MThd\0\0\0\x06\0\x01\0\x02", 10)),
  ];
}

/** Three AAC frames of 100 bytes behind ADTS headers. */
function adts(): Uint8Array<ArrayBuffer> {
  const header = [0xff, 0xf1, 0x50, 0x80, 100 >> 3, ((100 & 7) << 5) | 0x1f, 0xfc];
  return join(...[1, 2, 3].map((seed) => join(Uint8Array.from(header), noise(93, seed))));
}

const TONE: WavSpec = { tag: 1, channels: 1, sampleRate: 8000, bits: 16, data: tone(8000) };

/** A 440 Hz tone at 8 kHz in 16-bit samples. */
function tone(frames: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Int16Array.from({ length: frames }, (_, i) => 9000 * Math.sin(0.3456 * i)).buffer);
}

function wavFiles(): HostileFile[] {
  const wav = (
    name: string,
    changes: Partial<WavSpec>,
    outcome: HostileFile["outcome"],
    seconds?: number,
  ) => {
    const bytes = wavBytes({ ...TONE, ...changes });
    return { name, bytes, recognised: "wav" as const, outcome, ...(seconds !== undefined && { seconds }) };
  };
  return [
    wav("wav of 0 Hz", { sampleRate: 0 }, "corrupt_audio"),
    wav("wav of 0 channels", { channels: 0 }, "corrupt_audio"),
    wav("wav of 0 bits", { bits: 0 }, "corrupt_audio"),
    wav("wav with a lying block size", { blockAlign: 7 }, "corrupt_audio"),
    wav("wav of 9 channels", { channels: 9 }, "unsupported_audio"),
    wav("wav of 384 kHz", { sampleRate: 384_000 }, "unsupported_audio"),
    wav("wav of 4 kHz", { sampleRate: 4000 }, "unsupported_audio"),
    wav("wav of ADPCM", { tag: 2, bits: 4 }, "unsupported_audio"),
    wav("wav without sound", { data: new Uint8Array(0) }, "empty_audio"),
    wav("wav of one sample", { data: tone(1) }, "fine", 0),
    wav("wav of silence", { data: new Uint8Array(32_000) }, "fine", 2),
    wav("wav of 8 channels", { channels: 8, data: tone(64_000) }, "fine", 1),
    wav("wav of 192 kHz", { sampleRate: 192_000, data: tone(192_000) }, "fine", 1),
    wav("wav of 8 bits", { bits: 8, data: noise(16_000, 11) }, "fine", 2),
    wav("wav that promises an hour", { declaredBytes: 3600 * 16_000 }, "fine", 1),
    wav("wav that promises nothing", { declaredBytes: 0 }, "fine", 1),
    wav("wav that lasts an hour", { data: new Uint8Array(3600 * 8000), bits: 8 }, "audio_too_long"),
  ];
}

function mpegFiles(): HostileFile[] {
  const whole = goldenFile("a-minor-120.mp3");
  const bigTag = join(Uint8Array.of(0x49, 0x44, 0x33, 4, 0, 0, 0, 6, 0, 0), new Uint8Array(6 * 128 * 128));
  const mp3 = (
    name: string,
    bytes: Uint8Array<ArrayBuffer>,
    outcome: HostileFile["outcome"],
    seconds?: number,
  ): HostileFile => ({
    name,
    bytes,
    recognised: "mp3",
    outcome,
    ...(seconds !== undefined && { seconds }),
  });
  return [
    mp3("mp3 cut in half", whole.subarray(0, whole.length >> 1), "fine", 6),
    mp3(
      "mp3 that is noise after a second",
      join(whole.subarray(0, 8000), noise(90_000, 12)),
      "corrupt_audio",
    ),
    mp3("mp3 behind a large tag", join(bigTag, whole), "fine", 12),
    mp3("mp3 that is only a tag", bigTag, "empty_audio"),
    mp3("noise behind a large tag", join(bigTag, noise(100_000, 13)), "corrupt_audio"),
  ];
}

function flacFiles(): HostileFile[] {
  const whole = goldenFile("a-minor-120.flac");
  const flac = (
    name: string,
    bytes: Uint8Array<ArrayBuffer>,
    outcome: HostileFile["outcome"],
    seconds?: number,
  ): HostileFile => ({
    name,
    bytes,
    recognised: "flac",
    outcome,
    ...(seconds !== undefined && { seconds }),
  });
  return [
    flac("flac cut in half", whole.subarray(0, whole.length >> 1), "fine", 6),
    flac("flac with a flipped bit", flip(whole, whole.length >> 1), "corrupt_audio"),
    flac("flac that is only a header", whole.subarray(0, 42), "empty_audio"),
    flac("flac header, then noise", join(whole.subarray(0, 9000), noise(90_000, 14)), "corrupt_audio"),
    flac("flac bomb of an hour of silence", silentFlac(3600), "audio_too_long"),
  ];
}

function oggFiles(): HostileFile[] {
  // A page that is cut off is lost whole, and opusenc's pages last a second.
  return [
    ["vorbis", "a-minor-120.ogg", "ogg-vorbis", 6] as const,
    ["opus", "a-minor-120.opus", "ogg-opus", 5] as const,
  ].flatMap(([codec, file, recognised, seconds]): HostileFile[] => {
    const whole = goldenFile(file);
    const half = whole.subarray(0, whole.length >> 1);
    return [
      { name: `${codec} cut in half`, bytes: half, recognised, outcome: "fine", seconds },
      {
        name: `${codec} with a flipped bit`,
        bytes: flip(whole, whole.length >> 1),
        recognised,
        outcome: "corrupt_audio",
      },
      {
        name: `${codec} that is only headers`,
        bytes: whole.subarray(0, 60),
        recognised,
        outcome: "empty_audio",
      },
    ];
  });
}

function flip(bytes: Uint8Array<ArrayBuffer>, at: number): Uint8Array<ArrayBuffer> {
  const copy = bytes.slice();
  copy[at]! ^= 1;
  return copy;
}

function join(...parts: Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
