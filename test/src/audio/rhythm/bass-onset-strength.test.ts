import { describe, expect, it } from "vitest";
import { bassOnsetStrength } from "../../../../src/audio/rhythm/index.ts";

const BANDS = 128;

/** A spectrogram of `frames` frames in which `decibels` gives each value. */
function spectrogram(frames: number, decibels: (frame: number, band: number) => number) {
  return {
    bands: BANDS,
    frames,
    read: (start: number, count: number) =>
      Float32Array.from({ length: count * BANDS }, (_, i) =>
        decibels(start + Math.floor(i / BANDS), i % BANDS),
      ),
  };
}

describe("bassOnsetStrength", () => {
  it("is the mean rise of the lowest eight bands, two frames later", () => {
    const strength = bassOnsetStrength(spectrogram(10, (frame, band) => (frame >= 4 && band < 4 ? 6 : 0)));
    expect([...strength]).toEqual([0, 0, 0, 0, 0, 0, 3, 0, 0, 0]);
  });

  it("does not hear the treble, nor a fall", () => {
    const strength = bassOnsetStrength(
      spectrogram(20, (frame, band) => (band >= 8 ? 10 * (frame % 2) : -frame)),
    );
    expect(strength.every((value) => value === 0)).toBe(true);
  });

  it("misses nothing where it reads in parts", () => {
    const strength = bassOnsetStrength(spectrogram(1500, (frame) => frame));
    expect([...strength.subarray(0, 3)]).toEqual([0, 0, 0]);
    expect(strength.subarray(3).every((value) => value === 1)).toBe(true);
  });

  it.each([0, 1, 2])("is zero for %d frames", (frames) => {
    expect(bassOnsetStrength(spectrogram(frames, (frame) => frame))).toEqual(new Float32Array(frames));
  });
});
