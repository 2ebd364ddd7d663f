import { type AudioFormat, MEDIA_TYPES, type Recognition } from "./formats.ts";
import { mpegRun } from "./mpeg-header.ts";
import { recogniseOther } from "./refusals.ts";
import { startsWith, tagLength } from "./tags.ts";

/** Bytes at the beginning of a file that recognition wants to see; fewer will do when the file is shorter. */
export const RECOGNITION_BYTES = 64 * 1024;
/** Agreeing frames that prove MPEG audio: at the very beginning, and after something else. */
const FRAMES_AT_START = 2;
const FRAMES_AFTER_JUNK = 4;

/**
 * Says by content alone what a file is, from its first bytes (64 KB, or all of a shorter file). Never throws. MPEG audio needs
 * several frame headers that agree, because a single sync word occurs in any noise; the others have unmistakable beginnings.
 */
export function recogniseAudio(head: Uint8Array): Recognition {
  if (head.length === 0) return { kind: "other", label: "empty", reason: "The file is empty." };
  let at = 0;
  for (let tag = tagLength(head, at); tag > 0; tag = tagLength(head, at)) at += tag;
  if (at >= head.length) return audio("mp3", false);
  const sound = head.subarray(at);
  const format = beginsLike(sound);
  if (format) return audio(format, true);
  if (startsWith(sound, 0, "OggS")) return recogniseOgg(sound);
  const other = recogniseOther(sound);
  if (other) return { kind: "other", ...other };
  if (hasMpegFrames(sound)) return audio("mp3", true);
  return {
    kind: "other",
    label: "unknown",
    reason: "This is not a recording in a format we know. Send mp3, FLAC, WAV, Ogg Vorbis or Opus.",
  };
}

function audio(format: AudioFormat, certain: boolean): Recognition {
  return { kind: "audio", format, mediaType: MEDIA_TYPES[format], certain };
}

function beginsLike(sound: Uint8Array): AudioFormat | null {
  if (startsWith(sound, 0, "fLaC")) return "flac";
  const isRiff = ["RIFF", "RIFX", "RF64", "BW64"].some((id) => startsWith(sound, 0, id));
  if (isRiff && startsWith(sound, 8, "WAVE")) return "wav";
  return mpegRun(sound, 0, FRAMES_AT_START) ? "mp3" : null;
}

/** The codec of an Ogg file, by the first packet of each stream that starts at its beginning. */
function recogniseOgg(sound: Uint8Array): Recognition {
  for (let at = 0; startsWith(sound, at, "OggS") && at + 27 <= sound.length; ) {
    const segments = sound[at + 26]!;
    const body = at + 27 + segments;
    if (startsWith(sound, body, "\x01vorbis")) return audio("ogg-vorbis", true);
    if (startsWith(sound, body, "OpusHead")) return audio("ogg-opus", true);
    if (startsWith(sound, body, "\x7fFLAC")) {
      return {
        kind: "other",
        label: "ogg-flac",
        reason: "FLAC inside Ogg is not supported; send it as a plain FLAC file.",
      };
    }
    at = body;
    for (let i = 0; i < segments; i++) at += sound[body - segments + i] ?? 0;
  }
  return {
    kind: "other",
    label: "ogg",
    reason: "This Ogg file holds neither Vorbis nor Opus sound; send one that does.",
  };
}

/** Looks for frames past padding or an unknown tag. Four in a row do not happen by chance. */
function hasMpegFrames(sound: Uint8Array): boolean {
  for (let at = 1; at < sound.length; at++) {
    if (sound[at] === 0xff && mpegRun(sound, at, FRAMES_AFTER_JUNK)) return true;
  }
  return false;
}
