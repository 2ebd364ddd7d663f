import { AudioError, type PcmBlock } from "../pcm.ts";
import type { BlockAssembler } from "./block-assembler.ts";
import type { ByteSource } from "./byte-source.ts";
import {
  MAX_MPEG_FRAME,
  MPEG_HEADER_BYTES,
  type MpegHeader,
  mpegRun,
  parseMpegHeader,
  sameMpegStream,
} from "./mpeg-header.ts";
import { createMpegDecoder } from "./mpg123.ts";
import { TAG_HEAD_BYTES, tagLength } from "./tags.ts";

/** Agreeing frames in a row that make us believe a sync word. */
const AGREEING_FRAMES = 3;
/** Enough to see that many frames, or a tag. */
const LOOK_AHEAD = AGREEING_FRAMES * MAX_MPEG_FRAME + MPEG_HEADER_BYTES + TAG_HEAD_BYTES;
/** Bytes before the first frame that may be something else (padding, a tag of unknown kind). */
const MAX_LEADING_JUNK = 256 * 1024;
/** Frames are handed to the decoder in runs of about this many bytes. */
const RUN_BYTES = 16 * 1024;

/**
 * Decodes MPEG audio, layers I to III. libmpg123 would make noise of any bytes, so it only ever sees frames that were found
 * here: headers that agree on version, layer, rate and channels. Tags are skipped wherever they stand. Damage between frames
 * is skipped as players do, unless it is more than half of the file (`corrupt_audio`); a last frame that was cut off is dropped.
 */
export async function* decodeMp3(
  source: ByteSource,
  blocks: BlockAssembler,
): AsyncGenerator<PcmBlock, void, undefined> {
  const decoder = await createMpegDecoder();
  const frames = new FrameFinder(source);
  for (let run = await frames.next(); run; run = await frames.next()) {
    const { sampleRate, channelCount } = run.header;
    blocks.begin(sampleRate, channelCount);
    for (const pcm of decoder.decode(run.bytes, blocks.seconds)) {
      if (pcm.sampleRate !== sampleRate) {
        throw new AudioError(
          "corrupt_audio",
          `The MPEG audio data is damaged at ${blocks.seconds.toFixed(1)} s.`,
        );
      }
      const channels = channelCount === 1 ? [pcm.left] : [pcm.left, pcm.right];
      yield* blocks.push(channels, pcm.count);
    }
  }
}

/** Finds runs of frames in the bytes, and keeps count of what was not a frame. */
class FrameFinder {
  readonly #source: ByteSource;
  #stream: MpegHeader | null = null;
  #inSync = false;
  #frameBytes = 0;
  #junkBytes = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** The next frames, back to back, or null at the end. The bytes are valid until the next call. */
  async next(): Promise<{ header: MpegHeader; bytes: Uint8Array } | null> {
    const source = this.#source;
    for (;;) {
      const more = await source.need(LOOK_AHEAD);
      const window = source.view(source.available);
      if (window.length < MPEG_HEADER_BYTES) break;
      const length = this.#runLength(window);
      if (length > 0) {
        this.#frameBytes += length;
        const bytes = window.slice(0, length);
        source.consume(length);
        return { header: this.#stream!, bytes };
      }
      const tag = tagLength(window, 0);
      if (tag > 0) {
        await source.skip(tag);
        continue;
      }
      const cutOff = this.#inSync && !more && this.#frameAt(window, 0);
      if (cutOff) break;
      this.#lose(window);
    }
    this.#judge();
    return null;
  }

  /** Bytes of the whole frames at the start of the window. */
  #runLength(window: Uint8Array): number {
    if (!this.#inSync) {
      const found = mpegRun(window, 0, AGREEING_FRAMES);
      if (!found) return 0;
      if (this.#stream && !sameMpegStream(this.#stream, found)) {
        throw new AudioError(
          "unsupported_audio",
          `The file joins MPEG audio of ${this.#stream.sampleRate} Hz and ${found.sampleRate} Hz, or mono and stereo; split it into files of one kind.`,
        );
      }
      this.#stream ??= found;
      this.#inSync = true;
    }
    let length = 0;
    while (length < RUN_BYTES) {
      const header = this.#frameAt(window, length);
      if (!header || length + header.length > window.length) break;
      length += header.length;
    }
    return length;
  }

  #frameAt(window: Uint8Array, at: number): MpegHeader | null {
    const header = parseMpegHeader(window, at);
    return header && this.#stream && sameMpegStream(this.#stream, header) ? header : null;
  }

  /** Drops bytes up to the next place that could be a frame or a tag. */
  #lose(window: Uint8Array): void {
    this.#inSync = false;
    let lost = 1;
    while (lost < window.length - LOOK_AHEAD && !couldStart(window, lost)) lost++;
    this.#source.consume(lost);
    this.#junkBytes += lost;
    if (this.#stream === null && this.#junkBytes > MAX_LEADING_JUNK) {
      throw new AudioError("corrupt_audio", "No MPEG audio frames were found where the sound should begin.");
    }
  }

  #judge(): void {
    if (this.#junkBytes > this.#frameBytes) {
      throw new AudioError(
        "corrupt_audio",
        this.#stream
          ? "Most of the file is not MPEG audio; it is damaged."
          : "The file holds no MPEG audio frames.",
      );
    }
  }
}

/** Whether a frame or a tag ("ID3", "TAG", "APETAGEX") can begin here: what is cheap to tell, since noise asks it a lot. */
function couldStart(window: Uint8Array, at: number): boolean {
  const second = window[at + 1];
  switch (window[at]) {
    case 0xff:
      return parseMpegHeader(window, at) !== null;
    case 0x49:
      return second === 0x44;
    case 0x54:
      return second === 0x41;
    case 0x41:
      return second === 0x50;
    default:
      return false;
  }
}
