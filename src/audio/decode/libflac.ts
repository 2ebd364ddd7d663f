/// <reference path="./built.d.ts" />
import Glue from "../built/flac.js";
import { AudioError } from "../pcm.ts";
import { allocateWords, insideDecoder, instantiate } from "./emscripten.ts";
import type { FlacFrameHeader, FlacStreamInfo } from "./flac-header.ts";

/** libFLAC fed with whole frames whose checksums are right. */
export interface FlacDecoder {
  /**
   * Decodes one frame into an array per channel, valid until the next call, of samples over 2^(bits-1). `seconds` tells where
   * we are in an error. Throws `corrupt_audio`.
   */
  decode(frame: Uint8Array, header: FlacFrameHeader, seconds: number): Float32Array[];
}

/** A fresh FLAC decoder that knows the rate, channels and sample size its frames may refer to. */
export async function createFlacDecoder(info: FlacStreamInfo): Promise<FlacDecoder> {
  checkSampleSize(info.bitsPerSample);
  const wasm = await instantiate(Glue);
  const { at, words } = allocateWords(wasm, 8);
  const handle = wasm.create_decoder(at, at + 4, at + 8, at + 12, at + 16, at + 20, at + 24, at + 28);
  const [CHANNELS, SAMPLES, OUTPUT, LENGTH] = [0, 3, 4, 5];

  let lastOutput = 0;

  function feed(bytes: Uint8Array): void {
    if (lastOutput !== 0) wasm.free(lastOutput);
    lastOutput = 0;
    // libFLAC's reader frees this once it has been read.
    const input = wasm.malloc(bytes.length);
    if (input === 0) throw new Error("the FLAC decoder has no memory left");
    new Uint8Array(wasm.HEAP, input, bytes.length).set(bytes);
    words[SAMPLES] = 0;
    words[LENGTH] = 0;
    wasm.decode_frame(handle, input, bytes.length);
  }

  insideDecoder("FLAC", 0, () => feed(streamInfoBlock(info)));
  return {
    decode(frame, header, seconds) {
      checkSampleSize(header.bitsPerSample);
      return insideDecoder("FLAC", seconds, () => {
        feed(frame);
        const count = header.blockSize;
        if (words[SAMPLES] !== count || words[CHANNELS] !== header.channelCount) {
          throw new AudioError("corrupt_audio", `The FLAC data is damaged at ${seconds.toFixed(1)} s.`);
        }
        const output = words[OUTPUT]!;
        const samples = new Float32Array(wasm.HEAP, output, words[LENGTH]!);
        rescale(samples, header.bitsPerSample);
        lastOutput = output;
        const channels: Float32Array[] = [];
        for (let c = 0; c < header.channelCount; c++)
          channels.push(samples.subarray(c * count, (c + 1) * count));
        return channels;
      });
    },
  };
}

/** The lifted decoder knows the scale of these sizes only; of others it makes infinities. */
function checkSampleSize(bits: number): void {
  if (bits === 8 || bits === 16 || bits === 24 || bits === 32) return;
  throw new AudioError(
    "unsupported_audio",
    `The FLAC file has samples of ${bits} bits; 8, 16, 24 and 32 are supported.`,
  );
}

/** Added and taken away again, it leaves the nearest whole number: at this size doubles have no fractions. */
const ROUNDER = 1.5 * 2 ** 52;

/** Brings samples from the decoder's scale (over 2^(bits-1) - 1) to ours (over 2^(bits-1)), which is exact. */
function rescale(samples: Float32Array, bits: number): void {
  // In single precision the two scales are one at 32 bits.
  if (bits === 32) return;
  const theirs = 2 ** (bits - 1) - 1;
  const ours = 2 ** -(bits - 1);
  for (let i = 0; i < samples.length; i++) samples[i] = (samples[i]! * theirs + ROUNDER - ROUNDER) * ours;
}

/** "fLaC" and a STREAMINFO block that says only what frames refer to (RFC 9639 §8.2). */
function streamInfoBlock(info: FlacStreamInfo): Uint8Array {
  const block = new Uint8Array(8 + 34);
  block.set([0x66, 0x4c, 0x61, 0x43, 0x80, 0, 0, 34, 0, 16, 0xff, 0xff]);
  const at = 8 + 10;
  block[at] = info.sampleRate >> 12;
  block[at + 1] = info.sampleRate >> 4;
  block[at + 2] =
    ((info.sampleRate & 15) << 4) | ((info.channelCount - 1) << 1) | ((info.bitsPerSample - 1) >> 4);
  block[at + 3] = ((info.bitsPerSample - 1) & 15) << 4;
  return block;
}
