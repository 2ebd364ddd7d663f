import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LoudnessMeter } from "../../../../src/audio/loudness/index.ts";
import { AudioError } from "../../../../src/audio/pcm.ts";
import { QualityMeter } from "../../../../src/audio/quality/index.ts";
import { noise, sine } from "../loudness/signals.ts";
import { codesOf, judge, numbersOf, tune } from "./judge.ts";

const RATE = 44_100;
const scaled = (samples: Float32Array, gain: number) => samples.map((x) => x * gain);
const added = (a: Float32Array, b: Float32Array) => a.map((x, i) => x + b[i]!);

describe("bad input: sensible values, never NaN", () => {
  const silence = new Float32Array(5 * RATE);
  const inputs: [string, Float32Array[], number?][] = [
    ["nothing", [new Float32Array(0)]],
    ["silence", [silence, silence]],
    ["one sample", [Float32Array.of(0.5)]],
    ["0.2 s", [tune(0.2), tune(0.2)]],
    ["a sine", [sine([{ level: -6, seconds: 5 }], RATE)]],
    ["noise", [noise(5 * RATE, 0.5), noise(5 * RATE, 0.5, 2)]],
    ["an offset alone", [new Float32Array(5 * RATE).fill(0.3), new Float32Array(5 * RATE).fill(0.3)]],
    ["one dead channel", [tune(5), silence]],
    ["inverted phase", [tune(5), scaled(tune(5), -1)]],
    ["all clipped", [noise(5 * RATE, 8).map((x) => Math.max(-1, Math.min(1, x)))]],
    ["far beyond full scale", [noise(5 * RATE, 1e30)]],
    ["not finite", [noise(5 * RATE, 0.5).map((x, i) => (i % 1000 === 0 ? Number.NaN : x))]],
    ["clicks", [silence.map((_, i) => (i % 22_050 === 0 ? 0.9 : 0))]],
    ["eight channels", Array.from({ length: 8 }, (_, c) => noise(2 * RATE, 0.3, c + 1))],
    ["8 kHz", [noise(5 * 8_000, 0.5)], 8_000],
    ["192 kHz", [noise(4 * 192_000, 0.5)], 192_000],
  ];
  it.each(inputs)("%s", (_, channels, rate) => {
    const quality = judge(channels, rate);
    const numbers = numbersOf(quality);
    expect(numbers.length).toBeGreaterThan(10);
    for (const value of numbers) expect(Number.isFinite(value)).toBe(true);
    expect(quality.score.confidence).toBeLessThanOrEqual(1);
    if (quality.score.value !== null) expect(quality.score.value).toBeGreaterThanOrEqual(0);
  });

  it("says that there is nothing to know of silence and of what is shorter than 3 s", () => {
    for (const channels of [[silence, silence], [tune(2.9)]]) {
      const { score, noiseFloor, bandwidth } = judge(channels);
      expect(score).toEqual({ value: null, confidence: 0, reasons: [] });
      expect(noiseFloor).toEqual({ level: null, confidence: 0 });
      expect(bandwidth).toMatchObject({ verdict: null, hertz: null, confidence: 0 });
    }
    expect(judge([silence, silence])).toMatchObject({
      stereo: null,
      mastering: null,
      silence: { share: 1, digitalShare: 1, headSeconds: 5, tailSeconds: 5 },
      dynamics: { crestFactor: null, peakToLoudness: null, peakToShortTerm: null },
    });
    expect(new QualityMeter().finish(new LoudnessMeter().finish())).toMatchObject({
      seconds: 0,
      channels: 0,
    });
  });

  it("counts non-finite samples as 0", () => {
    const clean = noise(4 * RATE, 0.3);
    const broken = clean.slice();
    for (const [i, value] of [Number.NaN, Infinity, -Infinity].entries()) {
      clean[20_000 + 7 * i] = 0;
      broken[20_000 + 7 * i] = value;
    }
    expect(judge([broken])).toEqual(judge([clean]));
  });

  it("refuses what it cannot judge, and a change of format", () => {
    const push = (count: number, sampleRate: number) =>
      new QualityMeter().push({
        channels: Array.from({ length: count }, () => new Float32Array(9)),
        sampleRate,
      });
    for (const [count, rate] of [
      [0, 44_100],
      [9, 44_100],
      [1, 4_000],
      [1, 384_000],
      [1, Number.NaN],
    ] as const) {
      expect(() => push(count, rate)).toThrow(AudioError);
    }
    const meter = new QualityMeter();
    meter.push({ channels: [new Float32Array(9)], sampleRate: 44_100 });
    expect(() => meter.push({ channels: [new Float32Array(9)], sampleRate: 48_000 })).toThrow(AudioError);
  });
});

describe("QualityMeter", () => {
  it("gives the same result however the stream is cut", () => {
    const channels = [tune(4), added(tune(4, RATE, 1), noise(4 * RATE, 0.05, 3))];
    const whole = judge(channels, RATE, 4 * RATE);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30_000 }), (length) => {
        expect(judge(channels, RATE, length)).toEqual(whole);
      }),
      { numRuns: 8, seed: 5 },
    );
  });

  it("takes nothing off a clean stereo recording", () => {
    const hiss = (seed: number) => noise(40 * RATE, 0.04, seed);
    const { score, bandwidth } = judge([
      added(tune(40), added(hiss(1), hiss(3))),
      added(tune(40, RATE, 0.7), added(hiss(2), hiss(3))),
    ]);
    expect(bandwidth.verdict).toBe("full");
    expect(score.reasons.filter(({ points }) => points > 1)).toEqual([]);
    expect(score.value).toBeGreaterThan(98);
    expect(score.confidence).toBeGreaterThan(0.9);
  });

  it("finds an offset", () => {
    const { dcOffset, ...quality } = judge([tune(4).map((x) => x + 0.05), tune(4)]);
    expect(dcOffset.channels[0]).toBeCloseTo(0.05, 3);
    expect(dcOffset.channels[1]).toBeCloseTo(0, 3);
    expect(codesOf({ dcOffset, ...quality })).toContain("dc_offset");
  });

  it("measures how far peaks stand out", () => {
    const { dynamics } = judge([sine([{ level: -6, seconds: 5 }], RATE)]);
    expect(dynamics.crestFactor).toBeCloseTo(3.01, 2);
    expect(dynamics.peakToLoudness).toBeGreaterThan(2);
  });

  it("finds the noise between the notes, and is unsure where there is nothing but noise", () => {
    const hiss = noise(10 * RATE, 10 ** (-50 / 20) * Math.sqrt(3));
    const gated = tune(10).map((x, n) => (Math.floor(n / RATE) % 2 === 0 ? 4 * x : 0));
    const notes = judge([added(gated, hiss)]);
    expect(notes.noiseFloor.level).toBeCloseTo(-50, 0);
    expect(notes.noiseFloor.confidence).toBeGreaterThan(0.4);
    expect(codesOf(notes)).toContain("noise");
    expect(judge([hiss]).noiseFloor.confidence).toBe(0);
    // Digital silence between notes is no noise floor of -200 dB.
    expect(judge([added(gated, hiss).map((x, n) => (n < 5 * RATE ? x : 0))]).noiseFloor.level).toBeCloseTo(
      -50,
      0,
    );
  });

  it("finds silence at both ends and within", () => {
    const at = (from: number, to: number) => (x: number, n: number) =>
      n >= from * RATE && n < to * RATE ? 0 : x;
    const sound = noise(20 * RATE, 0.3)
      .map(at(0, 2))
      .map(at(8, 11))
      .map(at(19, 20));
    const { silence } = judge([sound]);
    expect(silence.headSeconds).toBeCloseTo(2, 1);
    expect(silence.tailSeconds).toBeCloseTo(1, 1);
    expect(silence.gaps).toEqual([{ startSeconds: expect.closeTo(8, 1), endSeconds: expect.closeTo(11, 1) }]);
    expect(silence.share).toBeCloseTo(0.3, 2);
    expect(silence.digitalShare).toBeCloseTo(0.3, 2);
  });

  it("says what gain reaches a target and whether the peak then fits", () => {
    const { mastering, loudness } = judge([sine([{ level: -20, seconds: 5 }], RATE), tune(5)]);
    const [loud, , broadcast] = mastering!;
    expect(loud!.gain).toBeCloseTo(-14 - loudness.integrated!, 9);
    expect(loud!.truePeak).toBeCloseTo(loudness.truePeak! + loud!.gain, 9);
    expect(loud!.exceeds).toBe(loud!.truePeak > -1);
    expect(loud!.cleanGain).toBeLessThanOrEqual(loud!.gain);
    expect(broadcast!.loudness).toBe(-23);
    const spiky = judge([tune(5).map((x, n) => (n === 9_000 ? 0.95 : x / 20))]).mastering![0]!;
    expect(spiky.exceeds).toBe(true);
    expect(spiky.cleanLoudness).toBeLessThan(-14);
  });

  it("judges 20 minutes in bounded memory and 3 in well under a second", () => {
    const block = { channels: [noise(8_820, 0.4), noise(8_820, 0.4, 2)], sampleRate: RATE };
    const meter = new QualityMeter();
    const loudness = new LoudnessMeter();
    loudness.push(block);
    const start = process.threadCpuUsage();
    for (let i = 0; i < 180 * 5; i++) meter.push(block);
    const { seconds } = meter.finish(loudness.finish());
    expect(seconds).toBe(180);
    // About 0.1 s of this thread's own computing, whatever else the machine does; the bound only catches what is slow by
    // its nature.
    expect(process.threadCpuUsage(start).user).toBeLessThan(3_000_000);
  });
});
