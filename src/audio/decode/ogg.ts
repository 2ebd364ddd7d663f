import { AudioError } from "../pcm.ts";
import type { ByteSource } from "./byte-source.ts";
import { crc32 } from "./crc.ts";
import { skipTags, startsWith } from "./tags.ts";

/** One page of an Ogg stream, cut into packets (RFC 3533). */
export interface OggPage {
  serial: number;
  isFirst: boolean;
  isLast: boolean;
  /** Position after the page's last whole packet, in the codec's samples; null when no packet ends on the page. */
  granule: number | null;
  /** The packets that end on this page; one that began on an earlier page is whole. Copies: they stay valid. */
  packets: Uint8Array[];
}

const HEADER_BYTES = 27;
const MAX_PAGE_BYTES = HEADER_BYTES + 255 + 255 * 255;
/** Larger packets are cover art in comments, or an attack; they are dropped unread and take an empty packet's place. */
const MAX_PACKET_BYTES = 1 << 20;
/** Streams side by side whose half-read packets are kept; of more, the oldest is forgotten. */
const MAX_STREAMS = 16;
const NO_CHECKSUM = new Uint8Array(4);

/**
 * Cuts the input into pages. A page that was cut off at the end is dropped, and so is whatever follows the last page. Throws
 * `corrupt_audio` when a page's checksum is wrong or when pages follow bytes that belong to none.
 */
export async function* oggPages(
  source: ByteSource,
  seconds: () => number,
): AsyncGenerator<OggPage, void, undefined> {
  if (!(await skipTags(source))) return;
  let pages = 0;
  const unfinished = new Map<number, PacketAssembler>();
  for (;;) {
    const more = await source.need(MAX_PAGE_BYTES);
    const window = source.view(source.available);
    const length = pageLength(window);
    if (length === null) {
      if (window.length === 0 || (!more && pages > 0 && !hasPage(window))) return;
      throw damaged(seconds());
    }
    if (length > window.length) return;
    checkPage(window.subarray(0, length), seconds());
    pages++;
    const view = new DataView(window.buffer, window.byteOffset, length);
    const flags = window[5]!;
    const serial = view.getUint32(14, true);
    let packets = unfinished.get(serial);
    if (!packets || flags & 2) {
      packets = new PacketAssembler();
      unfinished.set(serial, packets);
      if (unfinished.size > MAX_STREAMS) unfinished.delete(unfinished.keys().next().value!);
    }
    const granule = view.getBigInt64(6, true);
    yield {
      serial,
      isFirst: (flags & 2) !== 0,
      isLast: (flags & 4) !== 0,
      granule: granule < 0n ? null : Number(granule),
      packets: packets.take(window.subarray(0, length), view.getUint32(18, true)),
    };
    if (flags & 4) unfinished.delete(serial);
    source.consume(length);
  }
}

/** Joins what the pages of one logical stream carry into packets. */
class PacketAssembler {
  #parts: Uint8Array[] = [];
  #size = 0;
  #sequence = -1;

  /** The packets that end on `page`. */
  take(page: Uint8Array, sequence: number): Uint8Array[] {
    const isContinued = (page[5]! & 1) !== 0;
    // After a lost page the rest of a packet is worthless, and without a beginning so is its end.
    let isOrphan = isContinued && (this.#parts.length === 0 || sequence !== this.#sequence + 1);
    if (isOrphan || !isContinued) this.#clear();
    this.#sequence = sequence;
    const packets: Uint8Array[] = [];
    const segments = page[26]!;
    let at = HEADER_BYTES + segments;
    for (let i = 0; i < segments; i++) {
      const size = page[HEADER_BYTES + i]!;
      this.#add(page.subarray(at, at + size));
      at += size;
      if (size === 255) continue;
      if (!isOrphan) packets.push(this.#join());
      isOrphan = false;
      this.#clear();
    }
    return packets;
  }

  #add(part: Uint8Array): void {
    this.#size += part.length;
    if (this.#size <= MAX_PACKET_BYTES) this.#parts.push(part.slice());
    else this.#parts = [new Uint8Array(0)];
  }

  #join(): Uint8Array {
    if (this.#size > MAX_PACKET_BYTES) return new Uint8Array(0);
    const packet = new Uint8Array(this.#size);
    let at = 0;
    for (const part of this.#parts) {
      packet.set(part, at);
      at += part.length;
    }
    return packet;
  }

  #clear(): void {
    this.#parts = [];
    this.#size = 0;
  }
}

/** Length of the page at the start of the window, which may reach beyond it, or null when there is none. */
function pageLength(window: Uint8Array): number | null {
  if (!startsWith(window, 0, "OggS")) return null;
  if (window.length < HEADER_BYTES) return HEADER_BYTES;
  const segments = window[26]!;
  let length = HEADER_BYTES + segments;
  if (window.length < length) return length;
  for (let i = 0; i < segments; i++) length += window[HEADER_BYTES + i]!;
  return length;
}

function hasPage(window: Uint8Array): boolean {
  for (let at = 0; at + HEADER_BYTES <= window.length; at++) {
    if (startsWith(window, at, "OggS")) return true;
  }
  return false;
}

/** Throws unless the page's CRC-32, computed with its own field as zero, is right. */
function checkPage(page: Uint8Array, seconds: number): void {
  const stored = new DataView(page.buffer, page.byteOffset).getUint32(22, true);
  const crc = crc32(page, 26, page.length, crc32(NO_CHECKSUM, 0, 4, crc32(page, 0, 22)));
  if (crc !== stored || page[4] !== 0) throw damaged(seconds);
}

function damaged(seconds: number): AudioError {
  return new AudioError(
    "corrupt_audio",
    `The Ogg data is damaged at ${seconds.toFixed(1)} s: a page's checksum is wrong.`,
  );
}
