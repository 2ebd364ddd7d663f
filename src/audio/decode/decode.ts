import type { PcmBlock } from "../pcm.ts";
import { BlockAssembler } from "./block-assembler.ts";
import { ByteSource } from "./byte-source.ts";
import { decodeFlac } from "./flac.ts";
import { type AudioFormat, DEFAULT_LIMITS, type DecodeLimits } from "./formats.ts";
import { decodeMp3 } from "./mp3.ts";
import { decodeOgg } from "./ogg-stream.ts";
import { createOpusDecoder, isOpus } from "./opus.ts";
import { skipTags, startsWith } from "./tags.ts";
import { createVorbisDecoder, isVorbis } from "./vorbis.ts";
import { decodeWav } from "./wav.ts";

/**
 * Decodes a recording of a recognised format, as it streams in, to blocks of at most a second of sound (planar, nominally within
 * [-1, 1], finite, at the file's own rate; a mono file has one channel, surround has WAV's channel order). Memory does not grow with the file: some hundred
 * kilobytes of input and output and one decoder instance, which is dropped at the end, on an error, and when the consumer
 * stops early. A truncated file yields what it holds. A block's samples hold until the next block is asked for.
 *
 * Throws `AudioError`: `corrupt_audio`, `unsupported_audio` (rate or channels outside the limits, changes midway, a coding we
 * do not read), `audio_too_long` as soon as more than `maxSeconds` are decoded, `empty_audio` when there is no sound at all.
 * Errors of `bytes` itself pass through unchanged.
 */
export async function* decode(
  format: AudioFormat,
  bytes: AsyncIterable<Uint8Array>,
  limits: DecodeLimits = DEFAULT_LIMITS,
): AsyncGenerator<PcmBlock, void, undefined> {
  const source = new ByteSource(bytes);
  const blocks = new BlockAssembler(limits);
  try {
    yield* decodeStream(format, source, blocks, limits);
    yield* blocks.finish();
  } finally {
    await source.close();
  }
}

async function* decodeStream(
  format: AudioFormat,
  source: ByteSource,
  blocks: BlockAssembler,
  limits: DecodeLimits,
): AsyncGenerator<PcmBlock, void, undefined> {
  switch (format) {
    case "wav":
      return yield* decodeWav(source, blocks, limits);
    case "flac":
      return yield* decodeFlac(source, blocks, limits);
    case "ogg-vorbis":
      return yield* decodeOgg(source, blocks, isVorbis, createVorbisDecoder);
    case "ogg-opus":
      return yield* decodeOgg(source, blocks, isOpus, createOpusDecoder);
    case "mp3": {
      // A tag can be larger than what recognition looks at, and FLAC files have been seen behind one.
      if (!(await skipTags(source))) return;
      const isFlac = (await source.need(4)) && startsWith(source.view(4), 0, "fLaC");
      return yield* isFlac ? decodeFlac(source, blocks, limits) : decodeMp3(source, blocks);
    }
  }
}
