import { AudioError, type PcmBlock } from "../pcm.ts";
import type { BlockAssembler } from "./block-assembler.ts";
import type { ByteSource } from "./byte-source.ts";
import { toWavOrder } from "./channel-order.ts";
import { type OggPage, oggPages } from "./ogg.ts";

/** Each chained stream costs a decoder of its own; a recorded broadcast has one for every song. */
const MAX_CHAINED = 256;

/** Decodes the packets of one logical Ogg stream. */
export interface PacketDecoder {
  /** Samples at the start of the stream that are only there to warm the decoder up. */
  preSkip: number;
  /** Whether three and more channels come in the order that Vorbis and Opus share, and not just as they are. */
  readonly hasSpeakerOrder: boolean;
  /** Headers first: null until the stream's rate and channels are known. */
  readonly shape: { sampleRate: number; channelCount: number } | null;
  /**
   * Takes the next packet. The arrays hold `count` samples and are valid until the next call. Throws `corrupt_audio` for a
   * damaged packet and `unsupported_audio` for a stream that is not read here.
   */
  decode(packet: Uint8Array, seconds: number): { channels: Float32Array[]; count: number };
}

/**
 * Plays the Ogg streams that `isOurs` recognises by their first packet: one after the other when they are chained, and only
 * the first one when several run side by side. Positions ("granules") decide where each begins and ends: the pre-skip is
 * dropped, and so are the samples by which the last packets overshoot the end.
 */
export async function* decodeOgg(
  source: ByteSource,
  blocks: BlockAssembler,
  isOurs: (packet: Uint8Array) => boolean,
  createDecoder: () => Promise<PacketDecoder>,
): AsyncGenerator<PcmBlock, void, undefined> {
  let stream: LogicalStream | null = null;
  let streams = 0;
  for await (const page of oggPages(source, () => blocks.seconds)) {
    // A stream that has begun to sound is over when another one starts, even if it never said so.
    const isFree = stream === null || stream.hasBegun;
    if (page.isFirst && isFree && page.packets[0] && isOurs(page.packets[0])) {
      stream = new LogicalStream(page.serial, await createDecoder());
      if (++streams > MAX_CHAINED) {
        throw new AudioError("unsupported_audio", `The Ogg file chains more than ${MAX_CHAINED} streams.`);
      }
    }
    if (stream?.serial !== page.serial) continue;
    yield* stream.play(page, blocks);
    if (page.isLast) stream = null;
  }
  if (streams === 0 && source.position > 0) {
    throw new AudioError("corrupt_audio", "The Ogg file holds no stream of the kind it seemed to.");
  }
}

/** Where one stream's playing stands. */
class LogicalStream {
  readonly serial: number;
  readonly #decoder: PacketDecoder;
  /** Granule of the last page that had one: samples since the stream's start, pre-skip included. */
  #granule: number | null = null;
  #skipped = 0;
  hasBegun = false;

  constructor(serial: number, decoder: PacketDecoder) {
    this.serial = serial;
    this.#decoder = decoder;
  }

  /** Decodes the packets of a page, trimmed at the stream's ends. */
  *play(page: OggPage, blocks: BlockAssembler): Generator<PcmBlock, void, undefined> {
    let room = this.#room(page);
    for (const packet of page.packets) {
      const { channels, count } = this.#decoder.decode(packet, blocks.seconds);
      const shape = this.#decoder.shape;
      if (!shape || count === 0) continue;
      blocks.begin(shape.sampleRate, shape.channelCount);
      const kept = Math.min(count, room);
      room -= kept;
      const from = Math.min(kept, this.#decoder.preSkip - this.#skipped);
      this.#skipped += from;
      this.hasBegun = true;
      if (kept === from) continue;
      const ordered = this.#decoder.hasSpeakerOrder ? toWavOrder(channels) : channels;
      yield* blocks.push(
        from === 0 ? ordered : ordered.map((channel) => channel.subarray(from)),
        kept - from,
      );
    }
    if (page.granule !== null && page.granule > 0) this.#granule = page.granule;
  }

  /** Samples that may come from this page: only the last one is limited. */
  #room(page: OggPage): number {
    if (!page.isLast || page.granule === null) return Number.POSITIVE_INFINITY;
    const room = page.granule - (this.#granule ?? 0);
    // A last position before its predecessor's is a writer's mistake, and is not believed.
    return room >= 0 ? room : Number.POSITIVE_INFINITY;
  }
}
