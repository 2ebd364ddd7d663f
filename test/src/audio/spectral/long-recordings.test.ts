import { describe, expect, it } from "vitest";
import { describe as reference } from "../../../../src/audio/reference/describe.ts";
import { SpectralAnalyser } from "../../../../src/audio/spectral/index.ts";
import { disagreement, TOLERANCE } from "./agreement.ts";
import { noise } from "./signals.ts";

const SAMPLE_RATE = 22_050;
/** WASM memory that a 20-minute recording may use: 128 mel bands alone are 26.5 MB. */
const MEMORY_BOUND = 31_000_000;

/** A fifth on A, out of tune by `tuning` semitones, above faint noise. */
function fifth(tuning: number, samples: number): Float32Array {
  const floor = noise(samples, 11);
  const turn = (2 * Math.PI * 440 * 2 ** (tuning / 12)) / SAMPLE_RATE;
  return Float32Array.from(
    { length: samples },
    (_, i) => 0.3 * Math.sin(turn * i) + 0.2 * Math.sin(turn * 2 ** (7 / 12) * i) + 0.001 * floor[i]!,
  );
}

describe("recordings of more than a minute", () => {
  it("keep the tuning of their first minute and fold later frames with it", () => {
    const start = fifth(0.234, 61 * SAMPLE_RATE);
    const end = fifth(-0.316, 4 * SAMPLE_RATE);
    const analyser = new SpectralAnalyser();
    analyser.push(start);
    analyser.push(end);
    const result = analyser.finish();
    // Parabolas through powers are a few cents off; the last seconds would say -0.32.
    expect(Math.abs(result.tuning - 0.23)).toBeLessThan(0.06);

    // The last frames alone, cut at a hop, which see no sample before the cut from the third on.
    const all = new Float32Array(start.length + end.length);
    all.set(start);
    all.set(end, start.length);
    const firstFrame = result.frames - 120;
    const tail = reference(all.subarray(firstFrame * 512), result.tuning).matrices.chroma_stft;
    const folded = result.chroma.subarray((firstFrame + 2) * 12);
    expect(
      disagreement(
        folded,
        tail.slice(2).flatMap((row) => [...row]),
      ),
    ).toBeLessThan(TOLERANCE);
  });

  it("of twenty minutes stay inside a fixed amount of memory, which the next analysis uses again", () => {
    const second = Float32Array.from(noise(SAMPLE_RATE, 12));
    const analyser = new SpectralAnalyser();
    for (let pushed = 0; pushed < 1200; pushed++) analyser.push(second);
    const { frames, seconds, chroma, onsetEnvelope } = analyser.finish();
    expect(seconds).toBe(1200);
    expect(frames).toBe(1 + Math.floor((1200 * SAMPLE_RATE) / 512));
    expect(chroma.length).toBe(frames * 12);
    expect(onsetEnvelope.length).toBe(frames);
    expect(analyser.memoryBytes).toBeLessThan(MEMORY_BOUND);

    analyser.release();
    const next = new SpectralAnalyser();
    for (let pushed = 0; pushed < 1200; pushed++) next.push(second);
    next.finish();
    expect(next.memoryBytes).toBe(analyser.memoryBytes);
  });

  it("that are given up give all of their memory to the next one", () => {
    const second = Float32Array.from(noise(SAMPLE_RATE, 13));
    const sizes = Array.from({ length: 3 }, () => {
      const analyser = new SpectralAnalyser();
      for (let pushed = 0; pushed < 30; pushed++) analyser.push(second);
      analyser.release();
      return analyser.memoryBytes;
    });
    expect(sizes).toEqual([sizes[0], sizes[0], sizes[0]]);
  });
});
