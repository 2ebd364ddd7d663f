import { readFileSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { verbatimFlac } from "./verbatim-flac.ts";

/** The formats of which there is a golden recording, by the extension of its file's name. */
export const FORMATS = ["wav", "flac", "mp3", "ogg", "opus"] as const;

export type Format = (typeof FORMATS)[number];

/** Bytes of the header of the golden WAV file, and seconds that the others last. */
const WAV_HEADER = 44;
const LENGTH_SECONDS = 12;

/**
 * A golden recording over and over, made as it is read. MPEG and Ogg files may follow each other in one file; WAV gets a header
 * that promises the whole, and FLAC, whose frames are numbered, is made from the samples of the WAV file.
 * @param seconds how long at the most
 */
export function repeatedRecording(format: Format, seconds: number): ReadableStream<Uint8Array> {
  return Readable.toWeb(Readable.from(repeat(format, seconds))) as ReadableStream<Uint8Array>;
}

function* repeat(format: Format, seconds: number): Generator<Uint8Array> {
  const golden = (extension: Format) =>
    new Uint8Array(readFileSync(path.resolve(`test/golden/audio/a-minor-120.${extension}`)));
  if (format !== "wav" && format !== "flac") {
    const recording = golden(format);
    for (let i = Math.floor(seconds / LENGTH_SECONDS); i > 0; i--) yield recording.slice();
    return;
  }
  const wav = golden("wav");
  const header = wav.slice(0, WAV_HEADER);
  const view = new DataView(header.buffer);
  const data = wav.slice(WAV_HEADER);
  if (format === "flac") {
    yield* verbatimFlac(new Int16Array(data.buffer), view.getUint32(24, true), seconds);
    return;
  }
  const times = Math.floor((seconds * view.getUint32(28, true)) / data.length);
  view.setUint32(4, WAV_HEADER - 8 + times * data.length, true);
  view.setUint32(40, times * data.length, true);
  yield header;
  for (let i = 0; i < times; i++) yield data.slice();
}
