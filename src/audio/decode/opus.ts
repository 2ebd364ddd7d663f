/// <reference path="./built.d.ts" />
import Glue from "../built/opus.js";
import { AudioError } from "../pcm.ts";
import { allocate, insideDecoder, instantiate } from "./emscripten.ts";
import type { PacketDecoder } from "./ogg-stream.ts";
import { startsWith } from "./tags.ts";

/** Opus always decodes at 48 kHz, whatever was recorded. */
const SAMPLE_RATE = 48_000;
/** Samples of the longest packet, 120 ms. */
const MAX_SAMPLES = 5760;
/** The most that any speaker layout of Opus has. */
const MAX_CHANNELS = 8;
const MAX_PACKET_BYTES = 512 * 1024;

/** What the OpusHead packet says (RFC 7845 §5.1). */
interface OpusHead {
  /** Channel mapping family: 0 mono and stereo, 1 surround, 255 channels without speakers. */
  family: number;
  channelCount: number;
  preSkip: number;
  /** Linear factor to apply to the output. */
  gain: number;
  streams: number;
  coupled: number;
  mapping: number[];
}

/** Whether this is the first packet of an Opus stream. */
export function isOpus(packet: Uint8Array): boolean {
  return startsWith(packet, 0, "OpusHead");
}

/** A fresh libopus decoder for one logical stream. It takes mono, stereo and surround (mapping families 0, 1 and 255). */
export async function createOpusDecoder(): Promise<PacketDecoder> {
  const wasm = await instantiate(Glue);
  const input = allocate(wasm, MAX_PACKET_BYTES);
  const nothing = { channels: [], count: 0 };
  let headers = 0;
  let head: OpusHead | null = null;
  let handle = 0;
  let output = 0;

  function start(packet: Uint8Array): void {
    head = parseHead(packet);
    output = allocate(wasm, 4 * MAX_SAMPLES * head.channelCount);
    const mapping = allocate(wasm, head.channelCount);
    new Uint8Array(wasm.HEAP, mapping, head.channelCount).set(head.mapping);
    const { channelCount, streams, coupled } = head;
    handle = wasm.opus_frame_decoder_create(SAMPLE_RATE, channelCount, streams, coupled, mapping, 0, 0);
    decoder.preSkip = head.preSkip;
  }

  const decoder: PacketDecoder = {
    preSkip: 0,
    get hasSpeakerOrder() {
      return head !== null && head.family !== 255;
    },
    get shape() {
      return head && headers >= 2 ? { sampleRate: SAMPLE_RATE, channelCount: head.channelCount } : null;
    },
    decode(packet, seconds) {
      return insideDecoder("Opus", seconds, () => {
        headers++;
        if (headers === 1) start(packet);
        // The second packet holds the comments.
        if (headers <= 2 || !head || packet.length === 0) return nothing;
        if (packet.length > MAX_PACKET_BYTES) throw new RangeError("packet too large");
        new Uint8Array(wasm.HEAP, input, packet.length).set(packet);
        const count = wasm.opus_frame_decode_float_deinterleaved(handle, input, packet.length, output);
        if (count < 0) {
          throw new AudioError(
            "corrupt_audio",
            `The Opus data is damaged at ${seconds.toFixed(1)} s (libopus error ${count}).`,
          );
        }
        const samples = new Float32Array(wasm.HEAP, output, count * head.channelCount);
        if (head.gain !== 1) for (let i = 0; i < samples.length; i++) samples[i]! *= head.gain;
        const channels: Float32Array[] = [];
        for (let c = 0; c < head.channelCount; c++)
          channels.push(samples.subarray(c * count, (c + 1) * count));
        return { channels, count };
      });
    },
  };
  return decoder;
}

function parseHead(packet: Uint8Array): OpusHead {
  if (packet.length < 19 || packet[8]! >> 4 !== 0 || packet[9] === 0) {
    throw new AudioError("corrupt_audio", "The Opus stream's header is damaged.");
  }
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const channelCount = packet[9]!;
  const family = packet[18]!;
  if (channelCount > MAX_CHANNELS) {
    throw new AudioError(
      "unsupported_audio",
      `The Opus stream has ${channelCount} channels; 8 are supported.`,
    );
  }
  const common = {
    family,
    channelCount,
    preSkip: view.getUint16(10, true),
    gain: 10 ** (view.getInt16(16, true) / 256 / 20),
  };
  if (family === 0 && channelCount <= 2) {
    return { ...common, streams: 1, coupled: channelCount - 1, mapping: [0, 1].slice(0, channelCount) };
  }
  if (family !== 1 && family !== 255) {
    throw new AudioError("unsupported_audio", `The Opus channel mapping family ${family} is not supported.`);
  }
  const streams = packet[19] ?? 0;
  const coupled = packet[20] ?? 0;
  const mapping = [...packet.subarray(21, 21 + channelCount)];
  const isSane = streams > 0 && coupled <= streams && mapping.length === channelCount;
  if (!isSane || mapping.some((index) => index !== 255 && index >= streams + coupled)) {
    throw new AudioError("corrupt_audio", "The Opus stream's channel table is damaged.");
  }
  return { ...common, streams, coupled, mapping };
}
