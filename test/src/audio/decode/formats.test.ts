import { describe, expect, test } from "vitest";
import { noiseSource, SURROUND_TONES } from "../../../../scripts/golden/song.ts";
import { decode, recogniseAudio } from "../../../../src/audio/decode/index.ts";
import { verbatimFlac } from "../../../golden/flac-file.ts";
import { goldenFile } from "../../../golden/hostile.ts";
import { collect, outcome, pieces, sameSamples } from "./collect.ts";

function join(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** An ID3v2.4 tag with `size` bytes of padding. */
function id3v2(size: number): Uint8Array {
  const syncsafe = [21, 14, 7, 0].map((shift) => (size >> shift) & 127);
  return join(latin1("ID3"), Uint8Array.of(4, 0, 0, ...syncsafe), new Uint8Array(size));
}

const ID3V1 = join(latin1("TAG"), new Uint8Array(125).fill(0x41));

/** Strength of `frequency` in a signal, relative to a full-scale sine (one bin of a Fourier transform). */
function strength(signal: Float32Array, frequency: number, sampleRate: number): number {
  let [re, im] = [0, 0];
  signal.forEach((value, i) => {
    const phase = (2 * Math.PI * frequency * i) / sampleRate;
    re += value * Math.cos(phase);
    im += value * Math.sin(phase);
  });
  return (2 * Math.hypot(re, im)) / signal.length;
}

describe("FLAC", () => {
  const next = noiseSource(5);
  const noise = (channels: number, bits: number, frames: number) =>
    Array.from({ length: channels }, () =>
      Int32Array.from({ length: frames }, () => Math.floor(next() * 2 ** (bits - 1))),
    );

  test.for([
    [1, 8],
    [2, 16],
    [2, 24],
    [8, 24],
    [1, 32],
  ] as const)("%i channels of %i bits come out exactly", async ([channelCount, bits]) => {
    const samples = noise(channelCount, bits, 1000);
    const sound = await collect("flac", verbatimFlac(samples, bits, 44_100));
    const expected = samples.map((channel) => Float32Array.from(channel, (value) => value / 2 ** (bits - 1)));
    expect(sound.sampleRate).toBe(44_100);
    expect(sameSamples(sound, { channels: expected })).toBe(true);
  });

  test.for([12, 20])("%i bits are refused by name", async (bits) => {
    expect(await outcome("flac", verbatimFlac(noise(1, bits, 300), bits, 44_100))).toEqual({
      code: "unsupported_audio",
    });
  });

  test("rates beyond the limits are refused", async () => {
    expect(await outcome("flac", verbatimFlac(noise(1, 16, 300), 16, 4000))).toEqual({
      code: "unsupported_audio",
    });
  });

  test("tags before and after the sound do not matter, nor does padding", async () => {
    const plain = verbatimFlac(noise(2, 16, 1000), 16, 44_100);
    const expected = await collect("flac", plain);
    for (const dressed of [
      join(id3v2(1000), plain),
      join(plain, ID3V1),
      join(plain, new Uint8Array(5000)),
      join(id3v2(70_000), plain, ID3V1),
    ]) {
      expect(sameSamples(await collect("flac", dressed), expected)).toBe(true);
    }
  });

  test("a FLAC file behind a tag too large to see past is recognised as mp3 and decodes all the same", async () => {
    const plain = verbatimFlac(noise(2, 16, 1000), 16, 44_100);
    const file = join(id3v2(100_000), plain);
    expect(recogniseAudio(file.subarray(0, 65_536))).toMatchObject({ format: "mp3", certain: false });
    expect(recogniseAudio(join(id3v2(1000), plain))).toMatchObject({ format: "flac", certain: true });
    expect(sameSamples(await collect("mp3", file), await collect("flac", plain))).toBe(true);
  });

  test("a change of channels midway is refused", async () => {
    const stereo = verbatimFlac(noise(2, 16, 512), 16, 44_100);
    const mono = verbatimFlac(noise(1, 16, 512), 16, 44_100).subarray(42);
    expect(await outcome("flac", join(stereo, mono))).toEqual({ code: "unsupported_audio" });
  });

  test("metadata that breaks off or does not begin with STREAMINFO", async () => {
    const plain = verbatimFlac(noise(1, 16, 300), 16, 44_100);
    expect(await outcome("flac", plain.subarray(0, 20))).toEqual({ code: "empty_audio" });
    const wrong = plain.slice();
    wrong[4] = 0x84;
    expect(await outcome("flac", wrong)).toEqual({ code: "corrupt_audio" });
  });
});

describe("MPEG audio", () => {
  const stereo = goldenFile("a-minor-120.mp3");
  const mono = goldenFile("g-major-96.mp3");

  test("layer II and MPEG-2.5 are read too", async () => {
    const layer2 = goldenFile("edge/layer2.mp2");
    expect(recogniseAudio(layer2)).toMatchObject({ format: "mp3" });
    const sound = await collect("mp3", layer2);
    expect([sound.sampleRate, sound.channels.length]).toEqual([44_100, 2]);
    expect(strength(sound.channels[0]!, 500, 44_100)).toBeGreaterThan(0.4);
    expect(strength(sound.channels[1]!, 700, 44_100)).toBeGreaterThan(0.4);
    const low = await collect("mp3", goldenFile("edge/mpeg2.5.mp3"));
    expect([low.sampleRate, low.channels.length, low.frames]).toEqual([8000, 1, 4000]);
    expect(strength(low.channels[0]!, 500, 8000)).toBeGreaterThan(0.4);
  });

  test("tags before and after the sound, and a little rubbish in front, do not matter", async () => {
    const expected = await collect("mp3", stereo);
    for (const dressed of [
      join(id3v2(2000), stereo, ID3V1),
      join(id3v2(100), id3v2(100), stereo),
      join(new Uint8Array(3000), stereo),
    ]) {
      expect(recogniseAudio(dressed.subarray(0, 65_536))).toMatchObject({ format: "mp3", certain: true });
      expect(sameSamples(await collect("mp3", dressed), expected)).toBe(true);
    }
  });

  test("two joined files of a kind play one after the other, two of different kinds are refused", async () => {
    const one = await collect("mp3", stereo);
    const two = await collect("mp3", join(stereo, ID3V1, id3v2(50), stereo));
    expect(two.frames).toBeGreaterThanOrEqual(2 * one.frames);
    expect(two.frames).toBeLessThan(2 * one.frames + 6000);
    expect(await outcome("mp3", join(stereo, mono))).toEqual({ code: "unsupported_audio" });
  });

  test("a gap of rubbish costs what it covers and no more", async () => {
    const holed = stereo.slice();
    holed.fill(0, 40_000, 45_000);
    const whole = await collect("mp3", stereo);
    const sound = await collect("mp3", holed);
    expect(sound.frames).toBeLessThan(whole.frames);
    expect(sound.frames).toBeGreaterThan(0.9 * whole.frames);
  });
});

describe("Ogg", () => {
  test.for([
    ["ogg-vorbis", "edge/surround.ogg"],
    ["ogg-opus", "edge/surround.opus"],
  ] as const)("%s surround comes out in WAV's channel order", async ([format, file]) => {
    const sound = await collect(format, goldenFile(file));
    expect(sound.channels.length).toBe(6);
    expect(sound.frames / sound.sampleRate).toBeCloseTo(0.5, 3);
    SURROUND_TONES.forEach((tone, c) => {
      const heard = SURROUND_TONES.map((other) => strength(sound.channels[c]!, other, sound.sampleRate));
      expect(heard.indexOf(Math.max(...heard))).toBe(SURROUND_TONES.indexOf(tone));
      expect(Math.max(...heard)).toBeGreaterThan(0.3);
    });
  });

  test.for([
    ["ogg-vorbis", "g-major-96.ogg"],
    ["ogg-opus", "g-major-96.opus"],
  ] as const)("%s streams that are chained play one after the other", async ([format, file]) => {
    const bytes = goldenFile(file);
    const one = await collect(format, bytes);
    const two = await collect(format, join(bytes, bytes));
    expect(two.frames).toBe(2 * one.frames);
    expect(two.channels[0]!.subarray(one.frames).every((value, i) => value === one.channels[0]![i])).toBe(
      true,
    );
    // The first one may also have lost its end.
    const cut = await collect(format, join(bytes.subarray(0, lastPage(bytes)), bytes));
    expect(cut.frames).toBeLessThan(two.frames);
    expect(cut.frames).toBeGreaterThan(one.frames);
  });

  test("chained streams of different kinds are refused", async () => {
    const file = join(goldenFile("a-minor-120.ogg"), goldenFile("g-major-96.ogg"));
    expect(await outcome("ogg-vorbis", file)).toEqual({ code: "unsupported_audio" });
  });

  test("an Ogg file of the other codec is corrupt as far as this one goes", async () => {
    expect(await outcome("ogg-vorbis", goldenFile("g-major-96.opus"))).toEqual({ code: "corrupt_audio" });
  });

  test("a lost page costs what it covers and no more", async () => {
    const bytes = goldenFile("a-minor-120.ogg");
    const pages = pageStarts(bytes);
    const [from, to] = [pages[8]!, pages[9]!];
    const sound = await collect("ogg-vorbis", join(bytes.subarray(0, from), bytes.subarray(to)));
    const whole = await collect("ogg-vorbis", bytes);
    expect(sound.frames).toBeLessThan(whole.frames);
    expect(sound.frames).toBeGreaterThan(0.8 * whole.frames);
  });
});

function pageStarts(bytes: Uint8Array): number[] {
  const text = new TextDecoder("latin1").decode(bytes);
  return [...text.matchAll(/OggS\0/g)].map((match) => match.index);
}

function lastPage(bytes: Uint8Array): number {
  return pageStarts(bytes).at(-1)!;
}

test("two recordings decoded at the same time do not disturb each other", async () => {
  const files = ["g-major-96.mp3", "a-minor-120.mp3"].map(goldenFile);
  const alone = [await collect("mp3", files[0]!), await collect("mp3", files[1]!)];
  const together = await Promise.all(files.map((file) => collect("mp3", file, 500)));
  expect(together.every((sound, i) => sameSamples(sound, alone[i]!))).toBe(true);
});

test("a block holds until the next is asked for, whatever else is decoded meanwhile", async () => {
  const alone = await collect("mp3", goldenFile("g-major-96.mp3"));
  let at = 0;
  let blocks = 0;
  for await (const block of decode("mp3", pieces(goldenFile("g-major-96.mp3")))) {
    await collect("mp3", goldenFile("g-major-96.mp3"));
    const { length } = block.channels[0]!;
    const same = alone.channels.map((channel) => channel.subarray(at, at + length));
    expect(sameSamples(block, { channels: same })).toBe(true);
    at += length;
    blocks++;
  }
  expect(blocks).toBeGreaterThan(1);
  expect(at).toBe(alone.frames);
});
