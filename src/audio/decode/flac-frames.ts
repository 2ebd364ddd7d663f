import { AudioError } from "../pcm.ts";
import type { ByteSource } from "./byte-source.ts";
import { crc16UntilZero } from "./crc.ts";
import {
  type FlacFrameHeader,
  type FlacStreamInfo,
  followsFlacFrame,
  MAX_FLAC_HEADER,
  maxFlacFrameBytes,
  parseFlacFrameHeader,
} from "./flac-header.ts";
import { TAG_HEAD_BYTES, tagLength } from "./tags.ts";

/** A whole frame; the bytes are valid until the next one is asked for. */
export interface FlacFrame {
  header: FlacFrameHeader;
  bytes: Uint8Array;
}

/**
 * Cuts a native FLAC stream (after its metadata) into frames. Frames carry no length, so an end is where the CRC-16 comes out
 * and another frame, a tag or the end of the file follows. A last frame that was cut off is dropped; damage anywhere before
 * throws `corrupt_audio`, so the decoder only ever sees frames that are whole.
 */
export async function* flacFrames(
  source: ByteSource,
  info: FlacStreamInfo,
  seconds: () => number,
): AsyncGenerator<FlacFrame, void, undefined> {
  for (;;) {
    await source.need(MAX_FLAC_HEADER);
    if (source.available === 0) return;
    const header = parseFlacFrameHeader(source.view(source.available), 0, info);
    if (!header) {
      if (await isEnding(source)) return;
      throw damaged(seconds());
    }
    const end = await findEnd(source, header, info);
    if (end === null) {
      // Nothing but the start of a frame is left: cut off, unless the next frame is there and only this one is broken.
      if (hasLaterFrame(source.view(source.available), header, info)) throw damaged(seconds());
      return;
    }
    if (end === 0) throw damaged(seconds());
    yield { header, bytes: source.view(end) };
    source.consume(end);
  }
}

/** Length of the frame at the start of the window; 0 when it has no end within its possible size, null when the file ends. */
async function findEnd(
  source: ByteSource,
  header: FlacFrameHeader,
  info: FlacStreamInfo,
): Promise<number | null> {
  const limit = maxFlacFrameBytes(header);
  let checked = 0;
  let crc = 0;
  let likelyEnd: number | null = null;
  for (;;) {
    if (checked >= source.available && !(await source.need(checked + 1))) return likelyEnd;
    const to = source.start + Math.min(limit, source.available);
    const found = crc16UntilZero(source.bytes, source.start + checked, to, crc);
    checked = found.at - source.start;
    crc = found.crc;
    if (crc === 0 && checked > header.length) {
      const more = await source.need(checked + TAG_HEAD_BYTES);
      const window = source.view(source.available);
      if (window.length === checked || parseFlacFrameHeader(window, checked, info)) return checked;
      if (!more || isAfterSound(window, checked)) likelyEnd ??= checked;
    }
    if (checked >= limit) return likelyEnd ?? 0;
  }
}

/** Whether nothing of the sound is left: less than any frame, or what only follows it. */
async function isEnding(source: ByteSource): Promise<boolean> {
  return !(await source.need(TAG_HEAD_BYTES)) || isAfterSound(source.view(source.available), 0);
}

/** Whether a tag or zero padding stands at `at`. */
function isAfterSound(window: Uint8Array, at: number): boolean {
  return tagLength(window, at) > 0 || window.subarray(at, at + TAG_HEAD_BYTES).every((byte) => byte === 0);
}

function hasLaterFrame(window: Uint8Array, header: FlacFrameHeader, info: FlacStreamInfo): boolean {
  for (let at = header.length; at < window.length - 6; at++) {
    if (window[at] !== 0xff) continue;
    const later = parseFlacFrameHeader(window, at, info);
    if (later && followsFlacFrame(later, header)) return true;
  }
  return false;
}

function damaged(seconds: number): AudioError {
  return new AudioError(
    "corrupt_audio",
    `The FLAC data is damaged at ${seconds.toFixed(1)} s: a frame's checksum is wrong.`,
  );
}
