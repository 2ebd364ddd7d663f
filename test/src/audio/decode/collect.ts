import {
  type AudioFormat,
  DEFAULT_LIMITS,
  type DecodeLimits,
  decode,
} from "../../../../src/audio/decode/index.ts";
import { AudioError, type AudioErrorCode, type PcmBlock } from "../../../../src/audio/pcm.ts";

/** `bytes` as a stream of pieces of `size` bytes. */
export async function* pieces(bytes: Uint8Array, size = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** A whole recording, decoded. */
export interface Sound {
  channels: Float32Array[];
  sampleRate: number;
  frames: number;
  blocks: number;
}

/** Decodes all of `bytes`. */
export async function collect(
  format: AudioFormat,
  bytes: Uint8Array,
  pieceSize?: number,
  limits: DecodeLimits = DEFAULT_LIMITS,
): Promise<Sound> {
  const blocks: PcmBlock[] = [];
  for await (const block of decode(format, pieces(bytes, pieceSize), limits)) {
    blocks.push({ ...block, channels: block.channels.map((samples) => samples.slice()) });
  }
  const channelCount = blocks[0]?.channels.length ?? 0;
  const frames = blocks.reduce((sum, block) => sum + block.channels[0]!.length, 0);
  const channels = Array.from({ length: channelCount }, (_, c) => {
    const joined = new Float32Array(frames);
    let at = 0;
    for (const block of blocks) {
      joined.set(block.channels[c]!, at);
      at += block.channels[c]!.length;
    }
    return joined;
  });
  return { channels, sampleRate: blocks[0]?.sampleRate ?? 0, frames, blocks: blocks.length };
}

/** How decoding ends: with so many seconds of sound, or with the code of its `AudioError`. Other errors are thrown on. */
export async function outcome(
  format: AudioFormat,
  bytes: Uint8Array,
  pieceSize?: number,
): Promise<{ seconds: number } | { code: AudioErrorCode }> {
  let seconds = 0;
  try {
    for await (const block of decode(format, pieces(bytes, pieceSize))) {
      seconds += block.channels[0]!.length / block.sampleRate;
    }
    return { seconds };
  } catch (error) {
    if (error instanceof AudioError) return { code: error.code };
    throw error;
  }
}

/** Whether two recordings agree in every sample; faster than a deep comparison. */
export function sameSamples(a: Pick<Sound, "channels">, b: Pick<Sound, "channels">): boolean {
  return (
    a.channels.length === b.channels.length &&
    a.channels.every((channel, c) => {
      const other = b.channels[c]!;
      return channel.length === other.length && channel.every((value, i) => value === other[i]);
    })
  );
}
