import { expect, test } from "vitest";
import Mpg123 from "../../../../src/audio/built/mpg123.js";
import { allocate, insideDecoder, instantiate } from "../../../../src/audio/decode/emscripten.ts";
import { AudioError } from "../../../../src/audio/pcm.ts";

test("a trap becomes corrupt_audio and kills its own instance only", async () => {
  const [broken, healthy] = [await instantiate(Mpg123), await instantiate(Mpg123)];
  const trap = () => insideDecoder("MPEG audio", 12.34, () => broken.mpeg_decoder_feed(0x7fff_0000, 0, 4));
  expect(() => broken.mpeg_decoder_feed(0x7fff_0000, 0, 4)).toThrow(WebAssembly.RuntimeError);
  expect(trap).toThrow(AudioError);
  expect(trap).toThrow(/MPEG audio data is damaged: its decoder gave up at 12\.3 s/);
  const handle = allocate(healthy, 4);
  expect(healthy.mpeg_frame_decoder_create(handle, 1)).toBe(0);
});

test("an AudioError from inside keeps its own code and words", () => {
  const error = new AudioError("unsupported_audio", "Nine channels.");
  const call = () =>
    insideDecoder("Opus", 0, () => {
      throw error;
    });
  expect(call).toThrow(error);
});

test("a decoder without memory left is our fault, not the file's", async () => {
  const decoder = await instantiate(Mpg123);
  expect(() => allocate(decoder, 2 ** 30)).toThrow(/no 1073741824 bytes left/);
  expect(() => allocate(decoder, 2 ** 30)).not.toThrow(AudioError);
});
