import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AudioError } from "../../../../src/audio/pcm.ts";
import { describe as reference } from "../../../../src/audio/reference/describe.ts";
import { DESCRIPTORS, SpectralAnalyser, type SpectralResult } from "../../../../src/audio/spectral/index.ts";
import { DESCRIPTOR_NAMES, disagreement, readGolden, summaryDisagreement, TOLERANCE } from "./agreement.ts";
import { GOLDEN_SIGNALS, impulses, noise, sine } from "./signals.ts";

function analysed(signal: Float32Array, chunk = signal.length): SpectralResult {
  const analyser = new SpectralAnalyser();
  for (let at = 0; at < signal.length; at += chunk) analyser.push(signal.subarray(at, at + chunk));
  const result = analyser.finish();
  analyser.release();
  return result;
}

/** Everything that a result holds, as plain values that can be compared bit for bit. */
function plain(result: SpectralResult) {
  const { onsetEnvelope, chroma, rms, logMel: _, ...rest } = result;
  return { ...rest, onsetEnvelope: [...onsetEnvelope], chroma: [...chroma], rms: [...rms] };
}

function everyNumber(result: SpectralResult): number[] {
  const summaries = Object.values(result.descriptors).flatMap(({ mean, std }) => [...mean, ...std]);
  return [result.tuning, ...summaries, ...result.onsetEnvelope, ...result.chroma, ...result.rms];
}

const SIGNALS: Record<string, () => Float32Array> = {
  ...GOLDEN_SIGNALS,
  "a sine without noise": () => sine(443.3, 30_000),
  "a high sine without noise": () => sine(7041, 20_000),
  "exactly one frame": () => Float32Array.from(noise(2048, 6)),
  "one sample less than a frame": () => Float32Array.from(noise(2047, 7)),
  "two samples": () => Float32Array.of(-0.5, 0.5),
  "a constant": () => new Float32Array(5000).fill(-0.25),
};

describe("agreement with the f64 reference", () => {
  it.each(Object.keys(SIGNALS))("%s", (name) => {
    const signal = SIGNALS[name]!();
    const result = analysed(signal);
    const expected = reference(signal);
    expect(result.tuning).toBe(expected.tuning);
    for (const descriptor of DESCRIPTOR_NAMES) {
      const difference = summaryDisagreement(
        result.descriptors[descriptor],
        expected.descriptors[descriptor],
      );
      expect(difference, descriptor).toBeLessThan(TOLERANCE);
    }
    const { chroma_stft, onset_strength, rms } = expected.matrices;
    expect(
      disagreement(
        result.chroma,
        chroma_stft.flatMap((row) => [...row]),
      ),
    ).toBeLessThan(TOLERANCE);
    expect(
      disagreement(
        result.onsetEnvelope,
        onset_strength.flatMap((row) => [...row]),
      ),
    ).toBeLessThan(TOLERANCE);
    expect(
      disagreement(
        result.rms,
        rms.flatMap((row) => [...row]),
      ),
    ).toBeLessThan(TOLERANCE);
  });

  it("single samples in silence, where rounding decides which peaks there are: given the same tuning", () => {
    const signal = impulses(30_000);
    const result = analysed(signal);
    const expected = reference(signal, result.tuning);
    for (const descriptor of DESCRIPTOR_NAMES) {
      const difference = summaryDisagreement(
        result.descriptors[descriptor],
        expected.descriptors[descriptor],
      );
      expect(difference, descriptor).toBeLessThan(TOLERANCE);
    }
  });
});

describe("agreement with librosa", () => {
  it.each(Object.keys(GOLDEN_SIGNALS))("%s", (name) => {
    const golden = readGolden(name);
    const result = analysed(GOLDEN_SIGNALS[name]!());
    expect(result.frames).toBe(golden.frames);
    expect(result.seconds).toBeCloseTo(golden.samples / 22_050, 9);
    expect(result.tuning).toBeCloseTo(golden.tuning, 9);
    for (const descriptor of DESCRIPTOR_NAMES) {
      const difference = summaryDisagreement(result.descriptors[descriptor], golden.descriptors[descriptor]);
      expect(difference, descriptor).toBeLessThan(TOLERANCE);
    }
    const { chroma_stft, onset_strength, rms } = golden.descriptors;
    expect(disagreement(result.chroma, chroma_stft.values)).toBeLessThan(TOLERANCE);
    expect(disagreement(result.onsetEnvelope, onset_strength.values)).toBeLessThan(TOLERANCE);
    expect(disagreement(result.rms, rms.values)).toBeLessThan(TOLERANCE);
  });
});

describe("streaming", () => {
  it("gives the same bits however the samples are cut", () => {
    const signal = GOLDEN_SIGNALS.clicks!();
    const length = fc.integer({ min: 1, max: signal.length });
    fc.assert(
      fc.property(length, fc.array(fc.integer({ min: 0, max: 9000 }), { maxLength: 12 }), (samples, cuts) => {
        const part = signal.subarray(0, samples);
        const analyser = new SpectralAnalyser();
        let at = 0;
        for (const cut of cuts) {
          analyser.push(part.subarray(at, at + cut));
          at = Math.min(samples, at + cut);
        }
        analyser.push(part.subarray(at));
        expect(plain(analyser.finish())).toEqual(plain(analysed(part)));
      }),
      { numRuns: 25, seed: 2 },
    );
  });

  it("does not depend on where the end falls in a batch of 32 frames", () => {
    const signal = Float32Array.from(noise(40_000, 8));
    for (const samples of [16_895, 16_896, 17_407, 17_408, 17_919, 17_920, 33_279, 33_280, 34_303]) {
      const part = signal.subarray(0, samples);
      const result = analysed(part, 777);
      expect(result.frames).toBe(1 + Math.floor(samples / 512));
      const expected = reference(part, result.tuning);
      for (const descriptor of DESCRIPTOR_NAMES) {
        const difference = summaryDisagreement(
          result.descriptors[descriptor],
          expected.descriptors[descriptor],
        );
        expect(difference, `${descriptor} of ${samples} samples`).toBeLessThan(TOLERANCE);
      }
    }
  });

  it("starts afresh for each recording, also when two are analysed at once", () => {
    const loud = GOLDEN_SIGNALS.bursts!();
    const quiet = GOLDEN_SIGNALS.chord!().map((x) => x * 0.001);
    const expected = [plain(analysed(loud)), plain(analysed(quiet))];
    const analysers = [new SpectralAnalyser(), new SpectralAnalyser()];
    for (let at = 0; at < loud.length; at += 5000) {
      analysers[0]!.push(loud.subarray(at, at + 5000));
      analysers[1]!.push(quiet.subarray(at, at + 5000));
    }
    expect(analysers.map((analyser) => plain(analyser.finish()))).toEqual(expected);
    const abandoned = new SpectralAnalyser();
    abandoned.push(loud);
    expect(plain(analysed(quiet))).toEqual(expected[1]);
  });

  it("refuses samples behind the end, a second end, and a recording without samples", () => {
    const analyser = new SpectralAnalyser();
    analyser.push(new Float32Array(10));
    analyser.finish();
    expect(() => analyser.push(new Float32Array(1))).toThrow("push after finish");
    expect(() => analyser.finish()).toThrow("finish called twice");
    const empty = new SpectralAnalyser();
    empty.push(new Float32Array(0));
    expect(() => empty.finish()).toThrow(AudioError);
    expect(() => new SpectralAnalyser().finish()).toThrow(expect.objectContaining({ code: "empty_audio" }));
  });
});

describe("bad samples", () => {
  it("takes what is not a finite number for 0", () => {
    const signal = GOLDEN_SIGNALS.chirp!();
    const broken = signal.slice();
    const repaired = signal.slice();
    for (let i = 0; i < signal.length; i += 97) {
      broken[i] = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY][i % 3]!;
      repaired[i] = 0;
    }
    expect(plain(analysed(broken, 1234))).toEqual(plain(analysed(repaired)));
  });

  it.each([
    ["the largest finite numbers", 3.4e38],
    ["denormal numbers", 1e-42],
    ["faint noise", 1e-9],
  ])("stays finite for %s", (_, gain) => {
    const result = analysed(Float32Array.from(noise(9000, 9), (x) => x * gain));
    expect(everyNumber(result).filter((value) => !Number.isFinite(value))).toEqual([]);
  });

  it.each([1, 2, 511, 512, 2047])("stays finite for %i samples", (samples) => {
    const result = analysed(Float32Array.from(noise(samples, 10)));
    expect(result.frames).toBe(1 + Math.floor(samples / 512));
    expect(everyNumber(result).filter((value) => !Number.isFinite(value))).toEqual([]);
  });

  it("describes silence as librosa does", () => {
    const { descriptors, tuning, chroma } = analysed(new Float32Array(22_050));
    expect(tuning).toBe(0);
    expect(chroma.every((value) => value === 0)).toBe(true);
    expect(descriptors.spectral_flatness.mean[0]).toBeCloseTo(1, 5);
    expect(descriptors.spectral_centroid).toEqual({ mean: [0], std: [0] });
    expect(descriptors.onset_strength).toEqual({ mean: [0], std: [0] });
    expect(descriptors.mfcc.std.every((value) => value === 0)).toBe(true);
  });
});

describe("results", () => {
  it("have the widths that the list of descriptors promises", () => {
    const { descriptors } = analysed(GOLDEN_SIGNALS.bursts!());
    expect(Object.keys(descriptors).sort()).toEqual([...DESCRIPTOR_NAMES].sort());
    for (const { name, width } of DESCRIPTORS) {
      expect([descriptors[name].mean.length, descriptors[name].std.length]).toEqual([width, width]);
    }
  });

  it("hold the mel spectrogram, unharmed by later analyses while it is not released", () => {
    const signal = GOLDEN_SIGNALS.chord!();
    const analyser = new SpectralAnalyser();
    analyser.push(signal);
    const { logMel, frames } = analyser.finish();
    analysed(GOLDEN_SIGNALS.bursts!());
    const expected = reference(signal).melDecibels;
    expect(logMel).toMatchObject({ bands: 128, frames });
    expect(
      disagreement(
        logMel.read(0, frames),
        expected.flatMap((row) => [...row]),
      ),
    ).toBeLessThan(TOLERANCE);
    expect(
      disagreement(
        logMel.read(6, 3),
        expected.slice(6, 9).flatMap((row) => [...row]),
      ),
    ).toBeLessThan(TOLERANCE);
    expect(() => logMel.read(frames, 1)).toThrow(RangeError);
    expect(() => logMel.read(-1, 1)).toThrow(RangeError);
    analyser.release();
    analyser.release();
    expect(() => logMel.read(0, 1)).toThrow("released");
  });
});
