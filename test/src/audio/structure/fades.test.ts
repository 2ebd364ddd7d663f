import { describe, expect, test } from "vitest";
import { fadesOf } from "../../../../src/audio/structure/index.ts";
import { notes, ODD_SOUNDS, RATE, soundOf, whiteNoise } from "./sounds.ts";

const song = (seconds: number) => notes(seconds, 0.3, (n) => 220 * 2 ** ((n % 7) / 12));
const fades = (samples: Float32Array) => {
  const { rms, frameRate, seconds } = soundOf(samples);
  return fadesOf(rms, frameRate, seconds);
};

/** Applies a gain that depends on the seconds from the start and from the end. */
function shaped(samples: Float32Array, gain: (fromStart: number, toEnd: number) => number): Float32Array {
  return samples.map((x, i) => x * gain(i / RATE, (samples.length - i) / RATE));
}

describe("fades", () => {
  test.each([
    ["amplitude in a straight line", (x: number) => x],
    ["decibels in a straight line", (x: number) => 10 ** (-2 * (1 - x))],
    ["amplitude squared", (x: number) => x * x],
  ])("%s, 4 s in and 6 s out", (_, curve) => {
    const faded = shaped(
      song(40),
      (start, end) => curve(Math.min(1, start / 4)) * curve(Math.min(1, end / 6)),
    );
    const { endOfFadeIn, startOfFadeOut } = fades(faded);
    expect(Math.abs(endOfFadeIn - 4)).toBeLessThan(1.2);
    expect(Math.abs(startOfFadeOut - 34)).toBeLessThan(1.5);
  });

  test("none in a song that starts and ends at its level, nor at another gain", () => {
    expect(fades(song(20).subarray(RATE, 19 * RATE))).toEqual({ endOfFadeIn: 0, startOfFadeOut: 18 });
    expect(
      fades(
        song(20)
          .subarray(RATE, 19 * RATE)
          .map((x) => x / 50),
      ),
    ).toEqual({
      endOfFadeIn: 0,
      startOfFadeOut: 18,
    });
  });

  test("silence at the ends belongs to them", () => {
    const framed = shaped(song(30), (start, end) => (start < 3 || end < 2 ? 0 : 1));
    const { endOfFadeIn, startOfFadeOut } = fades(framed);
    expect(endOfFadeIn).toBeGreaterThan(2.6);
    expect(endOfFadeIn).toBeLessThan(3.2);
    expect(startOfFadeOut).toBeGreaterThan(27.7);
    expect(startOfFadeOut).toBeLessThan(28.4);
  });

  test("a crescendo of a few decibels is none", () => {
    const louder = shaped(whiteNoise(30), (start) => 0.1 + 0.01 * start);
    expect(fades(louder)).toEqual({ endOfFadeIn: 0, startOfFadeOut: 30 });
  });

  test.each(Object.keys(ODD_SOUNDS))("of %s lie in order within the recording", (name) => {
    const sound = soundOf(ODD_SOUNDS[name]!());
    const { endOfFadeIn, startOfFadeOut } = fadesOf(sound.rms, sound.frameRate, sound.seconds);
    expect(endOfFadeIn).toBeGreaterThanOrEqual(0);
    expect(startOfFadeOut).toBeGreaterThanOrEqual(endOfFadeIn);
    expect(startOfFadeOut).toBeLessThanOrEqual(sound.seconds);
    if (["silence", "sine", "noise"].includes(name)) {
      expect([endOfFadeIn, startOfFadeOut]).toEqual([0, sound.seconds]);
    }
  });

  test("an empty recording has none", () => {
    expect(fadesOf(new Float32Array(0), 43, 0)).toEqual({ endOfFadeIn: 0, startOfFadeOut: 0 });
  });
});
