import { describe, expect, test } from "vitest";
import {
  type AudioFormat,
  DEFAULT_LIMITS,
  decode,
  recogniseAudio,
} from "../../../../src/audio/decode/index.ts";
import { goldenFile, hostileFiles, noise } from "../../../golden/hostile.ts";
import { collect, outcome, pieces, sameSamples } from "./collect.ts";

const GOLDEN: [AudioFormat, string][] = [
  ["mp3", "g-major-96.mp3"],
  ["flac", "a-minor-120.flac"],
  ["wav", "a-minor-120.wav"],
  ["ogg-vorbis", "g-major-96.ogg"],
  ["ogg-opus", "g-major-96.opus"],
];

describe("every hostile file gets its answer", () => {
  test.for(hostileFiles())("$name", async ({ bytes, recognised, outcome: expected, seconds }) => {
    const found = recogniseAudio(bytes.subarray(0, 65_536));
    if (typeof recognised !== "string") {
      expect(found).toMatchObject({ kind: "other", label: recognised.label });
      return;
    }
    expect(found).toMatchObject({ kind: "audio", format: recognised });
    const end = await outcome(recognised, bytes);
    if (expected === "fine") {
      expect(end).toHaveProperty("seconds");
      expect("seconds" in end && Math.abs(end.seconds - seconds!)).toBeLessThan(1);
    } else {
      expect(end).toEqual({ code: expected });
    }
  });
});

describe.each(GOLDEN)("%s", (format, file) => {
  const bytes = goldenFile(file);

  test("a file cut anywhere plays up to the cut", async () => {
    const whole = await collect(format, bytes);
    let longest = 0;
    for (let i = 0; i <= 24; i++) {
      const cut = bytes.subarray(0, Math.floor((bytes.length * i) / 24));
      const end = await outcome(format, cut);
      if ("code" in end) expect(end.code).toMatch(/empty_audio|corrupt_audio/);
      else {
        expect(end.seconds).toBeGreaterThanOrEqual(longest);
        longest = end.seconds;
      }
      // Nothing but the first moments may be lost for a header or a page that was cut.
      if (i >= 6) expect(end).toHaveProperty("seconds");
    }
    expect(longest).toBeCloseTo(whole.frames / whole.sampleRate, 6);
  });

  test("flipped bits end in sound or in corrupt_audio, and never harm the next file", async () => {
    const whole = await collect(format, bytes);
    const where = noise(40, 99);
    for (let i = 0; i < 10; i++) {
      const broken = bytes.slice();
      for (let k = 0; k <= i; k++)
        broken[Math.floor((where[4 * i + (k % 4)]! / 256) * bytes.length)]! ^= 1 << (k % 8);
      const end = await outcome(format, broken);
      if ("code" in end) expect(end.code).toMatch(/corrupt_audio|unsupported_audio|empty_audio/);
      const again = await collect(format, bytes);
      expect(again.frames).toBe(whole.frames);
      expect(sameSamples(again, whole)).toBe(true);
    }
  });

  test("noise in its place, with and without its beginning", async () => {
    for (let seed = 0; seed < 5; seed++) {
      expect(await outcome(format, noise(50_000, seed))).toEqual({ code: "corrupt_audio" });
      const end = await outcome(format, Uint8Array.of(...bytes.subarray(0, 200), ...noise(50_000, seed)));
      if (format !== "wav") expect(end).toHaveProperty("code");
    }
  });

  test("no bytes at all are empty_audio", async () => {
    expect(await outcome(format, new Uint8Array(0))).toEqual({ code: "empty_audio" });
  });

  test("a consumer that stops early closes the input", async () => {
    let isClosed = false;
    async function* input() {
      try {
        yield* pieces(bytes, 4096);
      } finally {
        isClosed = true;
      }
    }
    for await (const block of decode(format, input())) {
      expect(block.channels[0]!.length).toBeGreaterThan(0);
      break;
    }
    expect(isClosed).toBe(true);
  });

  test("an error of the input passes through unchanged", async () => {
    const failure = new Error("the disk is gone");
    async function* input() {
      yield bytes.subarray(0, bytes.length >> 1);
      throw failure;
    }
    const playing = async () => {
      for await (const block of decode(format, input())) expect(block.sampleRate).toBeGreaterThan(0);
    };
    await expect(playing()).rejects.toBe(failure);
  });

  test("the limit on length is enforced as soon as it is passed", async () => {
    let seconds = 0;
    const playing = async () => {
      for await (const block of decode(format, pieces(bytes), { ...DEFAULT_LIMITS, maxSeconds: 3 })) {
        seconds += block.channels[0]!.length / block.sampleRate;
      }
    };
    await expect(playing()).rejects.toMatchObject({ code: "audio_too_long" });
    expect(seconds).toBeLessThanOrEqual(3);
  });
});
