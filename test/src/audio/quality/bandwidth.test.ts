import { describe, expect, it } from "vitest";
import { explainEdge } from "../../../../src/audio/quality/edge-origin.ts";
import { noise } from "../loudness/signals.ts";
import { judge } from "./judge.ts";

/** Noise through a windowed sinc that ends at `cutoff`, with the noise of 16 bits over it. */
function limited(cutoff: number, rate: number, seconds = 8): Float32Array {
  const reach = 256;
  const share = (2 * cutoff) / rate;
  const taps = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => {
    const x = i - reach;
    const window = 0.42 + 0.5 * Math.cos((Math.PI * x) / reach) + 0.08 * Math.cos((2 * Math.PI * x) / reach);
    return window * (x === 0 ? share : Math.sin(Math.PI * share * x) / (Math.PI * x));
  });
  const source = noise(Math.round(seconds * rate) + 2 * reach, 0.3);
  const rounding = noise(source.length, 1 / 65_536, 9);
  return Float32Array.from({ length: source.length - 2 * reach }, (_, n) => {
    let sum = rounding[n]!;
    for (let k = 0; k < taps.length; k++) sum += taps[k]! * source[n + k]!;
    return sum;
  });
}

/** Noise through means of neighbours, over and over: it falls ever faster, but at no edge. */
function lowPassed(signal: Float32Array): Float32Array {
  for (let pass = 0; pass < 12; pass++)
    for (let n = signal.length - 1; n > 0; n--) signal[n] = (signal[n]! + signal[n - 1]!) / 2;
  return signal;
}

describe("bandwidth", () => {
  it.each([
    [16_000, 44_100, "lossy"],
    [17_000, 44_100, "lossy"],
    [19_000, 48_000, "lossy"],
    [7_800, 44_100, "upsampled"],
    [10_800, 44_100, "upsampled"],
    [21_500, 96_000, "upsampled"],
    [20_500, 44_100, "full"],
  ] as const)("a band that ends at %i Hz at a rate of %i Hz: %s", (cutoff, rate, verdict) => {
    const { bandwidth } = judge([limited(cutoff, rate, 4)], rate);
    expect(bandwidth.verdict).toBe(verdict);
    if (verdict === "full")
      return expect(bandwidth).toMatchObject({ cutoff: null, drop: null, likely: null });
    expect(Math.abs(bandwidth.cutoff! - cutoff)).toBeLessThan(450);
    expect(bandwidth.hertz).toBe(bandwidth.cutoff);
    expect(bandwidth.confidence).toBeGreaterThan(0.8);
    expect(bandwidth.likely).not.toBeNull();
  });

  it("calls white noise full, and is unsure of what has nothing up there", () => {
    const white = judge([noise(5 * 44_100, 0.4)]).bandwidth;
    expect(white).toMatchObject({ verdict: "full", cutoff: null, confidence: 1 });
    expect(white.hertz).toBeGreaterThan(21_000);
    const low = Float32Array.from({ length: 5 * 44_100 }, (_, n) => 0.4 * Math.sin(n / 40));
    expect(judge([low]).bandwidth.confidence).toBe(0);
  });

  it("takes the points off by how much is missing", () => {
    const value = (cutoff: number) => judge([limited(cutoff, 44_100, 4)]).score.value!;
    const [first, second, third, fourth] = [7_800, 16_000, 19_000, 20_500].map(value);
    expect(first).toBeLessThan(second!);
    expect(second).toBeLessThan(third!);
    expect(third).toBeLessThan(fourth!);
  });

  it("names no origin near a rate's own end, nor for what no encoder leaves", () => {
    expect(explainEdge(20_500, 30, 44_100)).toBeNull();
    expect(explainEdge(10_500, 30, 22_050)).toBeNull();
    expect(explainEdge(9_000, 30, 44_100)).toBeNull();
    expect(explainEdge(15_400, 30, 44_100)).toMatchObject({ verdict: "upsampled", likely: "32 kHz" });
    expect(explainEdge(21_000, 30, 48_000)).toBeNull();
    // A saxophone's overtones end at 4 kHz, but at no wall; nor was 22.05 kHz converted from 22.05 kHz.
    expect(explainEdge(3_900, 17, 44_100)).toBeNull();
    expect(explainEdge(3_900, 40, 44_100)).toMatchObject({ likely: "8 kHz" });
    expect(explainEdge(9_800, 26, 22_050)).toBeNull();
    expect(explainEdge(23_500, 30, 96_000)).toMatchObject({ likely: "44.1 or 48 kHz" });
  });

  it("knows the soft fall of ffmpeg's converter, and is unsure where it cannot", () => {
    // 44.1 to 96 kHz: half of the fall of recordings lies at 25.2 kHz, beyond the 22.05 kHz that there were.
    expect(explainEdge(25_232, 25.7, 96_000)).toMatchObject({
      verdict: "upsampled",
      likely: "44.1 or 48 kHz",
    });
    // A slope too soft to be an edge, with nothing above it.
    const full = judge([noise(4 * 96_000, 0.4)], 96_000).bandwidth;
    expect(full).toMatchObject({ verdict: "full", confidence: 1 });
    const { bandwidth } = judge([lowPassed(noise(4 * 96_000, 0.4))], 96_000);
    expect(bandwidth.hertz).toBeLessThan(35_000);
    expect(bandwidth).toMatchObject({ verdict: "full", confidence: 0 });
  });
});
