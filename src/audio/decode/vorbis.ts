/// <reference path="./built.d.ts" />
import Glue from "../built/vorbis.js";
import { AudioError } from "../pcm.ts";
import { allocate, allocateWords, insideDecoder, instantiate } from "./emscripten.ts";
import type { PacketDecoder } from "./ogg-stream.ts";
import { startsWith } from "./tags.ts";

/** Set-up headers hold code books of some kilobytes; audio packets are smaller. */
const INPUT_BYTES = 256 * 1024;
/** The most that any speaker layout of Vorbis has. */
const MAX_CHANNELS = 8;
const MAX_ERRORS = 64;
// First bytes of the three header packets (Vorbis I specification §4.2.1).
const IDENTIFICATION = "\x01vorbis";
const COMMENT = "\x03vorbis";
const SETUP = "\x05vorbis";

/** Whether this is the first packet of a Vorbis stream. */
export function isVorbis(packet: Uint8Array): boolean {
  return startsWith(packet, 0, IDENTIFICATION);
}

/** A fresh libvorbis decoder for one logical stream. */
export async function createVorbisDecoder(): Promise<PacketDecoder> {
  const wasm = await instantiate(Glue);
  const input = allocate(wasm, INPUT_BYTES);
  const { at, words } = allocateWords(wasm, 6);
  const errors = allocateWords(wasm, MAX_ERRORS);
  const [LENGTH, OUTPUT, CHANNELS, RATE, SAMPLES, ERRORS] = [0, 1, 2, 3, 4, 5];
  const handle = wasm.create_decoder(
    input,
    at,
    at + 4,
    at + 8,
    at + 12,
    at + 16,
    errors.at,
    at + 20,
    MAX_ERRORS,
  );
  const nothing = { channels: [], count: 0 };
  let headers = 0;
  let shape: { sampleRate: number; channelCount: number } | null = null;

  function load(packet: Uint8Array): void {
    if (packet.length > INPUT_BYTES) throw new RangeError("packet too large");
    new Uint8Array(wasm.HEAP, input, INPUT_BYTES).set(packet);
    words[LENGTH] = packet.length;
    words[SAMPLES] = 0;
    words[ERRORS] = 0;
  }

  function check(seconds: number): void {
    if (words[ERRORS] === 0) return;
    throw new AudioError("corrupt_audio", `The Vorbis data is damaged at ${seconds.toFixed(1)} s.`);
  }

  /** Takes a header packet. The comment is not read: the decoder puts an empty one in its place. */
  function readHeader(packet: Uint8Array): void {
    const expected = [IDENTIFICATION, COMMENT, SETUP][headers++]!;
    if (expected === COMMENT) return;
    if (!startsWith(packet, 0, expected)) {
      throw new AudioError("corrupt_audio", "The Vorbis stream does not begin with its three headers.");
    }
    if (expected === IDENTIFICATION && (packet[11] ?? 0) > MAX_CHANNELS) {
      throw new AudioError(
        "unsupported_audio",
        `The Vorbis stream has ${packet[11]} channels; 8 are supported.`,
      );
    }
    load(packet);
    wasm.send_setup(handle, expected === IDENTIFICATION ? 1 : 0);
    check(0);
    if (expected !== SETUP) return;
    wasm.init_dsp(handle);
    check(0);
    shape = { sampleRate: words[RATE]!, channelCount: words[CHANNELS]! };
  }

  return {
    preSkip: 0,
    hasSpeakerOrder: true,
    get shape() {
      return shape;
    },
    decode(packet, seconds) {
      return insideDecoder("Vorbis", seconds, () => {
        if (!shape) {
          readHeader(packet);
          return nothing;
        }
        if (packet.length === 0) return nothing;
        load(packet);
        wasm.decode_packets(handle);
        check(seconds);
        const count = words[SAMPLES]!;
        const pointers = new Uint32Array(wasm.HEAP, words[OUTPUT]!, shape.channelCount);
        const channels = Array.from(pointers, (pointer) => new Float32Array(wasm.HEAP, pointer, count));
        return { channels, count };
      });
    },
  };
}
