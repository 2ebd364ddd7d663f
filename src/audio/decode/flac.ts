import { AudioError, type PcmBlock } from "../pcm.ts";
import { type BlockAssembler, checkShape } from "./block-assembler.ts";
import type { ByteSource } from "./byte-source.ts";
import { flacFrames } from "./flac-frames.ts";
import { type FlacStreamInfo, parseStreamInfo, STREAMINFO_BYTES } from "./flac-header.ts";
import type { DecodeLimits } from "./formats.ts";
import { createFlacDecoder } from "./libflac.ts";
import { skipTags, startsWith } from "./tags.ts";

const BLOCK_HEADER_BYTES = 4;
const STREAMINFO = 0;

/**
 * Decodes native FLAC (RFC 9639). Samples are the file's integers over 2^(bits-1), exactly, up to 24 bits. How much sound there
 * is, is what decodes: STREAMINFO's totals and its MD5 are not believed.
 */
export async function* decodeFlac(
  source: ByteSource,
  blocks: BlockAssembler,
  limits: DecodeLimits,
): AsyncGenerator<PcmBlock, void, undefined> {
  const info = await readMetadata(source);
  if (!info) return;
  checkShape(info.sampleRate, info.channelCount, limits);
  const decoder = await createFlacDecoder(info);
  for await (const { header, bytes } of flacFrames(source, info, () => blocks.seconds)) {
    blocks.begin(header.sampleRate, header.channelCount);
    const channels = decoder.decode(bytes, header, blocks.seconds);
    yield* blocks.push(channels, header.blockSize);
  }
}

/** Reads up to the first frame; null when the file ends before. */
async function readMetadata(source: ByteSource): Promise<FlacStreamInfo | null> {
  if (!(await skipTags(source))) return null;
  if (!(await source.need(4))) return null;
  if (!startsWith(source.view(4), 0, "fLaC")) {
    throw new AudioError("corrupt_audio", "The file does not begin like a FLAC file.");
  }
  source.consume(4);
  let info: FlacStreamInfo | null = null;
  for (;;) {
    if (!(await source.need(BLOCK_HEADER_BYTES))) return null;
    const head = source.view(BLOCK_HEADER_BYTES);
    const kind = head[0]!;
    const size = (head[1]! << 16) | (head[2]! << 8) | head[3]!;
    source.consume(BLOCK_HEADER_BYTES);
    if (!info) {
      if ((kind & 0x7f) !== STREAMINFO || size !== STREAMINFO_BYTES) {
        throw new AudioError("corrupt_audio", "The FLAC file does not begin with its STREAMINFO block.");
      }
      if (!(await source.need(size))) return null;
      info = parseStreamInfo(source.view(size));
    }
    if (!(await source.skip(size))) return null;
    if (kind & 0x80) return info;
  }
}
