import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineLevels } from "../../../../src/audio/reference/line-levels.ts";
import { longSpectra } from "../../../../src/audio/reference/long-spectra.ts";
import { Resampler } from "../../../../src/audio/resample/index.ts";
import { TonalAnalyser } from "../../../../src/audio/tonal/index.ts";
import { chord, MAJOR, MINOR, noise, play, RATE } from "./tones.ts";

const WINDOW = Float64Array.from({ length: 4096 }, (_, i) => Math.sin((Math.PI * i) / 4096) ** 2);

function framesOf(samples: Float32Array, lengths: number[] = []) {
  const analyser = new TonalAnalyser();
  let at = 0;
  for (const length of lengths) {
    analyser.push(samples.subarray(at, at + length));
    at += length;
  }
  analyser.push(samples.subarray(at));
  return analyser.finish();
}

describe("the tonal analyser", () => {
  const song = play([chord(0, MAJOR, 1), chord(9, MINOR, 1), chord(7, MAJOR, 1.3)]);

  it("does not care how the stream is cut", () => {
    const whole = framesOf(song);
    const cuts = fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 12 });
    fc.assert(
      fc.property(cuts, (lengths) => void expect(framesOf(song, lengths)).toEqual(whole)),
      { numRuns: 25, seed: 1 },
    );
  });

  it("has a frame for each beginning tenth of a second, whatever part of a group that fills", () => {
    for (let hops = 0; hops < 12; hops++) {
      for (const samples of [2048 * hops, 2048 * hops + 1, 2048 * hops + 2047]) {
        const { frames, levels, seconds } = framesOf(noise(samples));
        expect(frames).toBe(samples === 0 ? 0 : 1 + hops);
        expect(levels.length).toBe(84 * frames);
        expect(seconds).toBe(samples / RATE);
      }
    }
  });

  it("has the levels that the reference has in a recording tuned to 440 Hz, to a step", () => {
    const { frames, levels, tuningCents } = framesOf(song);
    expect(tuningCents).toBe(0);
    // The filter of the whole band, which leaves the lines below 4.1 kHz alone as well.
    const resampler = new Resampler(RATE, 11_025);
    const low = [...new Float32Array(2048), ...resampler.push(song), ...resampler.finish()];
    longSpectra(low, WINDOW, 1024, frames).forEach((power, frame) => {
      const lines = lineLevels(power);
      for (let semitone = 0; semitone < 84; semitone++) {
        const [before, here, after] = lines.subarray(3 * semitone, 3 * semitone + 3);
        const expected = 0.175 * before! + 0.65 * here! + 0.175 * after!;
        expect(Math.abs(levels[84 * frame + semitone]! - expected)).toBeLessThan(1.2);
      }
    });
  });

  it("hears nothing in silence, and has no number that is none for the loudest samples there are", () => {
    expect(framesOf(new Float32Array(RATE))).toMatchObject({ frames: 11, tuningCents: 0 });
    expect(framesOf(new Float32Array(RATE)).levels.every((level) => level === 0)).toBe(true);
    const { levels, tuningCents } = framesOf(noise(RATE).map((sample) => 3e38 * sample));
    expect(Math.abs(tuningCents)).toBeLessThanOrEqual(50);
    expect(levels.some((level) => level === 255)).toBe(true);
  });
});
