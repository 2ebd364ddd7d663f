/// <reference path="./built.d.ts" />
import Glue from "../built/mpg123.js";
import { AudioError } from "../pcm.ts";
import { allocate, allocateWords, insideDecoder, instantiate } from "./emscripten.ts";

/** Samples of both channels that one read may return: 16 frames of the largest kind. */
const OUTPUT_SAMPLES = 2889 * 16 * 2;
const INPUT_BYTES = 64 * 1024;

// mpg123's return codes (mpg123.h, enum mpg123_errors).
const OK = 0;
const NEED_MORE = -10;
const NEW_FORMAT = -11;
const DONE = -12;

/** Views of the decoder's memory: valid until the next one is asked for. */
export interface StereoRun {
  left: Float32Array;
  right: Float32Array;
  count: number;
  sampleRate: number;
}

/** libmpg123 fed with whole MPEG audio frames. Mono comes out twice; gapless trimming by the LAME tag is on. */
export interface MpegDecoder {
  /** Decodes `frames`; `seconds` tells where we are in an error. Throws `corrupt_audio`. */
  decode(frames: Uint8Array, seconds: number): Generator<StereoRun, void, undefined>;
}

/** A fresh MPEG audio decoder. */
export async function createMpegDecoder(): Promise<MpegDecoder> {
  const wasm = await instantiate(Glue);
  const input = allocate(wasm, INPUT_BYTES);
  const output = allocate(wasm, 4 * OUTPUT_SAMPLES);
  const { at, words } = allocateWords(wasm, 4);
  const [handleAt, countAt, rateAt, errorAt] = [at, at + 4, at + 8, at + 12];
  if (wasm.mpeg_frame_decoder_create(handleAt, 1) !== OK) throw new Error("mpg123 did not start");
  const handle = words[0]!;

  function read(seconds: number): StereoRun | null {
    // A stream announces its format before its first samples, so a read may come back empty once or twice.
    for (let attempt = 0; attempt < 4; attempt++) {
      words[1] = 0;
      const status = wasm.mpeg_decoder_read(handle, output, OUTPUT_SAMPLES, countAt, rateAt, errorAt);
      const count = words[1]!;
      if (count > 0) {
        const pcm = new Float32Array(wasm.HEAP, output, 2 * count);
        return { left: pcm.subarray(0, count), right: pcm.subarray(count), count, sampleRate: words[2]! };
      }
      if (status === NEED_MORE || status === DONE) return null;
      if (status !== NEW_FORMAT && status !== OK) {
        throw new AudioError(
          "corrupt_audio",
          `The MPEG audio data is damaged at ${seconds.toFixed(1)} s (mpg123 error ${status}).`,
        );
      }
    }
    return null;
  }

  return {
    *decode(frames, seconds) {
      for (let from = 0; from < frames.length; from += INPUT_BYTES) {
        const portion = frames.subarray(from, from + INPUT_BYTES);
        new Uint8Array(wasm.HEAP, input, INPUT_BYTES).set(portion);
        const status = insideDecoder("MPEG audio", seconds, () =>
          wasm.mpeg_decoder_feed(handle, input, portion.length),
        );
        if (status === NEED_MORE) continue;
        for (;;) {
          const run = insideDecoder("MPEG audio", seconds, () => read(seconds));
          if (!run) break;
          yield run;
        }
      }
    },
  };
}
