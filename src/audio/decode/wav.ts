import type { PcmBlock } from "../pcm.ts";
import { type BlockAssembler, checkShape } from "./block-assembler.ts";
import type { ByteSource } from "./byte-source.ts";
import type { DecodeLimits } from "./formats.ts";
import { readWavHeader } from "./wav-header.ts";
import { deinterleave } from "./wav-samples.ts";

/** Frames read at a time. */
const PORTION_FRAMES = 4096;

/**
 * Decodes WAV: whole frames until the data chunk or the file ends, whichever comes first. A size that promises more than there
 * is (a truncated or streamed file) is therefore no error; bytes after the data chunk are not read.
 */
export async function* decodeWav(
  source: ByteSource,
  blocks: BlockAssembler,
  limits: DecodeLimits,
): AsyncGenerator<PcmBlock, void, undefined> {
  const format = await readWavHeader(source);
  if (!format) return;
  const { sampleRate, channelCount, sampleBytes } = format;
  checkShape(sampleRate, channelCount, limits);
  blocks.begin(sampleRate, channelCount);
  const frameBytes = sampleBytes * channelCount;
  const channels = Array.from({ length: channelCount }, () => new Float32Array(PORTION_FRAMES));
  let framesLeft = Math.floor(format.dataBytes / frameBytes);
  while (framesLeft > 0) {
    const wanted = Math.min(framesLeft, PORTION_FRAMES);
    await source.need(wanted * frameBytes);
    const count = Math.min(wanted, Math.floor(source.available / frameBytes));
    if (count === 0) return;
    deinterleave(source.view(count * frameBytes), format, channels, count);
    source.consume(count * frameBytes);
    framesLeft -= count;
    yield* blocks.push(channels, count);
  }
}
