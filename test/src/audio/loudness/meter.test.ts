import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { integratedLoudness } from "../../../../src/audio/loudness/gating.ts";
import { LoudnessMeter } from "../../../../src/audio/loudness/meter.ts";
import { referenceStepPowers, referenceTruePeak } from "../../../../src/audio/loudness/reference.ts";
import { AudioError } from "../../../../src/audio/pcm.ts";
import { measure, noise, sine, type Tone } from "./signals.ts";

const UNHEARD = { integrated: null, range: null, truePeak: null, samplePeak: null };
const SILENT = { ...UNHEARD, momentaryMax: null, shortTermMax: null, loudnessCurve: new Float32Array(0) };
const tone = (level: number, seconds: number): Tone => ({ level, seconds });
const stereo = (tones: Tone[]) => {
  const channel = sine(tones);
  return [channel, channel];
};

describe("integrated loudness of the signals of EBU Tech 3341", () => {
  it.each([
    [1, [tone(-23, 20)], -23],
    [2, [tone(-33, 20)], -33],
    [3, [tone(-36, 10), tone(-23, 60), tone(-36, 10)], -23],
    [4, [tone(-72, 10), tone(-36, 10), tone(-23, 60), tone(-36, 10), tone(-72, 10)], -23],
    [5, [tone(-26, 20), tone(-20, 20.1), tone(-26, 20)], -23],
  ])("case %i", (_, tones, expected) => {
    expect(Math.abs(measure(stereo(tones)).integrated! - expected)).toBeLessThanOrEqual(0.1);
  });

  it("case 6: five channels with weighted surrounds", () => {
    const [front, centre, surround] = [-28, -24, -30].map((level) => sine([tone(level, 20)]));
    const { integrated } = measure([front!, front!, centre!, surround!, surround!]);
    expect(Math.abs(integrated! + 23)).toBeLessThanOrEqual(0.1);
  });
});

describe("loudness range of the signals of EBU Tech 3342", () => {
  it.each([
    [1, [-20, -30], 10],
    [2, [-20, -15], 5],
    [3, [-40, -20], 20],
    [4, [-50, -35, -20, -35, -50], 15],
  ])("case %i", (_, levels, expected) => {
    const { range } = measure(stereo(levels.map((level) => tone(level, 20))));
    expect(Math.abs(range! - expected)).toBeLessThanOrEqual(1);
  });
});

describe("momentary and short-term loudness of the signals of EBU Tech 3341", () => {
  it("case 9: short-term loudness of a tone that changes every second or so", () => {
    const pattern = Array.from({ length: 5 }, () => [tone(-20, 1.34), tone(-30, 1.66)]).flat();
    const { shortTermMax, loudnessCurve } = measure(stereo(pattern));
    expect(shortTermMax).toBeCloseTo(-23, 1);
    for (const value of loudnessCurve) expect(Math.abs(value + 23)).toBeLessThanOrEqual(0.1);
  });

  it("case 12: momentary loudness of a tone that changes every fifth of a second", () => {
    const pattern = Array.from({ length: 25 }, () => [tone(-20, 0.18), tone(-30, 0.22)]).flat();
    expect(Math.abs(measure(stereo(pattern)).momentaryMax! + 23)).toBeLessThanOrEqual(0.1);
  });

  it("finds a burst of 3 s and one of 400 ms in quiet sound, and where they are", () => {
    const long = measure(stereo([tone(-40, 5), tone(-23, 3), tone(-40, 5)]));
    expect(long.shortTermMax).toBeCloseTo(-23, 1);
    expect(long.loudnessCurve.indexOf(Math.max(...long.loudnessCurve))).toBe(5);
    expect(long.loudnessCurve).toHaveLength(11);
    const short = measure(stereo([tone(-40, 5), tone(-23, 0.4), tone(-40, 5)]));
    expect(short.momentaryMax).toBeCloseTo(-23, 1);
    expect(short.shortTermMax).toBeLessThan(-30);
  });
});

describe("LoudnessMeter", () => {
  it("reads a full-scale 997 Hz sine in one channel as -3.01 LUFS", () => {
    expect(measure([sine([tone(0, 5)], 48_000, 997)]).integrated).toBeCloseTo(-3.01, 2);
  });

  it("measures a sound the same at every rate", () => {
    const rates = [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 88_200, 96_000, 176_400, 192_000];
    for (const frequency of [60, 400, 1_500]) {
      const at = (rate: number) => measure([sine([tone(-20, 2)], rate, frequency)], rate).integrated!;
      const expected = at(48_000);
      for (const rate of rates) {
        expect(Math.abs(at(rate) - expected), `${rate} Hz`).toBeLessThan(rate < 16_000 ? 0.15 : 0.05);
      }
    }
  });

  it("leaves out the low-frequency channel but not its peak", () => {
    const [loud, quiet] = [sine([tone(-6, 3)]), sine([tone(-30, 3)])];
    const silence = new Float32Array(quiet!.length);
    const surround = measure([quiet!, quiet!, silence, loud!, silence, silence]);
    expect(surround.integrated).toBeCloseTo(measure([quiet!, quiet!]).integrated!, 10);
    expect(surround.samplePeak).toBeCloseTo(-6, 2);
  });

  it.each([1, 2, 3, 6, 7, 8])("agrees with the f64 reference for %i channels", (count) => {
    const channels = Array.from({ length: count }, (_, c) => noise(18_011, 0.9 - c / 20, c + 1));
    const loudness = measure(channels, 44_100);
    const reference = integratedLoudness(referenceStepPowers(channels, 44_100))!;
    expect(loudness.integrated).toBeCloseTo(reference, 9);
    const truePeak = Math.max(...channels.map((channel) => referenceTruePeak(channel, 44_100)));
    expect(loudness.truePeak).toBeCloseTo(20 * Math.log10(truePeak), 5);
  });

  it("gives the same result however the stream is cut", () => {
    const channels = [noise(40_000, 0.8, 3), noise(40_000, 0.5, 4)];
    const whole = measure(channels, 44_100, 40_000);
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9_000 }), { minLength: 1, maxLength: 30 }),
        (lengths) => {
          const meter = new LoudnessMeter();
          for (let start = 0, i = 0; start < 40_000; i++) {
            const end = start + (lengths[i] ?? 997);
            meter.push({
              channels: channels.map((channel) => channel.subarray(start, end)),
              sampleRate: 44_100,
            });
            start = end;
          }
          expect(meter.finish()).toEqual(whole);
        },
      ),
      { numRuns: 20, seed: 1 },
    );
  });

  it("counts non-finite samples as 0", () => {
    const clean = noise(50_000, 0.3);
    const broken = clean.slice();
    for (const [i, value] of [NaN, Infinity, -Infinity].entries()) {
      clean[20_000 + 7 * i] = 0;
      broken[20_000 + 7 * i] = value;
    }
    expect(measure([broken])).toEqual(measure([clean]));
  });

  it("reports the share of clipped samples, of 16-bit sound too", () => {
    const channel = new Float32Array(1_000).fill(0.5);
    channel.set([1, -1, 32_767 / 32_768, 1.5, 0.9999], 100);
    expect(measure([channel, new Float32Array(1_000)]).clippedShare).toBe(4 / 2_000);
  });

  it("says null of silence, of nothing, and of what lies under the gate", () => {
    expect(new LoudnessMeter().finish()).toEqual({ ...SILENT, clippedShare: 0 });
    expect(measure([new Float32Array(0)])).toEqual({ ...SILENT, clippedShare: 0 });
    const silence = measure([new Float32Array(200_000)]);
    expect(silence).toEqual({ ...SILENT, loudnessCurve: new Float32Array(2).fill(-70), clippedShare: 0 });
    const faint = measure([sine([tone(-80, 5)])]);
    expect(faint).toMatchObject({ integrated: null, range: null });
    expect(faint.samplePeak).toBeCloseTo(-80, 2);
  });

  it("measures the peak of a single sample, but no loudness below 400 ms", () => {
    expect(measure([Float32Array.of(-0.5)])).toMatchObject({ integrated: null, range: null });
    expect(measure([Float32Array.of(-0.5)]).truePeak).toBeCloseTo(-6.02, 2);
    expect(measure([sine([tone(-20, 0.39)])]).integrated).toBeNull();
    expect(measure([sine([tone(-20, 0.41)])]).integrated).not.toBeNull();
    expect(measure([sine([tone(-20, 2.9)])]).range).toBeNull();
  });

  it("is as quick in the silence after a sound as in the sound", () => {
    const sound = noise(48_000, 0.5);
    const meter = new LoudnessMeter();
    const push = (channel: Float32Array) => {
      const start = process.threadCpuUsage();
      for (let i = 0; i < 20; i++) meter.push({ channels: [channel, channel], sampleRate: 48_000 });
      // Of this thread's own computing, whatever else the machine does.
      return process.threadCpuUsage(start).user / 1_000;
    };
    const loud = push(sound);
    expect(push(new Float32Array(48_000))).toBeLessThan(5 * loud + 50);
  });

  it.each([
    ["no channel", 0, 44_100],
    ["nine channels", 9, 44_100],
    ["a rate of 0", 1, 0],
    ["a low rate", 1, 4_000],
    ["a high rate", 1, 384_000],
    ["no rate", 1, Number.NaN],
  ])("refuses %s", (_, count, sampleRate) => {
    const channels = Array.from({ length: count }, () => new Float32Array(10));
    expect(() => new LoudnessMeter().push({ channels, sampleRate })).toThrow(AudioError);
  });

  it("refuses a change of format in mid-stream", () => {
    const meter = new LoudnessMeter();
    const channel = new Float32Array(10);
    meter.push({ channels: [channel], sampleRate: 44_100 });
    const change = { code: "unsupported_audio" };
    expect(() => meter.push({ channels: [channel], sampleRate: 48_000 })).toThrow(
      expect.objectContaining(change),
    );
    expect(() => meter.push({ channels: [channel, channel], sampleRate: 44_100 })).toThrow(AudioError);
  });
});
