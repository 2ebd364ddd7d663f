import { expect, test } from "vitest";
import Flac from "../../../../src/audio/built/flac.js";
import Mpg123 from "../../../../src/audio/built/mpg123.js";
import Opus from "../../../../src/audio/built/opus.js";
import Vorbis from "../../../../src/audio/built/vorbis.js";
import {
  type Emscripten,
  type EmscriptenGlue,
  instantiate,
} from "../../../../src/audio/decode/emscripten.ts";
import { silentFlac } from "../../../golden/flac-file.ts";
import { collect } from "./collect.ts";

const MB = 2 ** 20;

test.for([
  ["mpg123", Mpg123, 3],
  ["opus", Opus, 3],
  ["vorbis", Vorbis, 4],
  ["flac", Flac, 10],
] as [string, EmscriptenGlue<Emscripten>, number][])(
  "%s takes a small part of an isolate",
  async ([, Glue, most]) => {
    const { HEAP } = await instantiate(Glue);
    expect(HEAP.byteLength).toBe(most * MB);
  },
);

test("the largest blocks that FLAC knows, of as many channels as it knows, fit its decoder", async () => {
  const sound = await collect("flac", silentFlac(3, 8));
  expect([sound.channels.length, sound.frames]).toEqual([8, 3 * 65_535]);
});
