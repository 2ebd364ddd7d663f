import { describe, expect, it } from "vitest";
import { envelope, waveformPath } from "../../../src/http/page/waveform.ts";

describe("the drawn sound", () => {
  it("is the root mean square of each slice against the loudest", () => {
    const samples = new Float32Array([0.5, -0.5, 0.25, -0.25, 0, 0]);
    expect(envelope(samples, 3)).toEqual([1, 0.5, 0]);
  });

  it("is flat for silence, and for fewer samples than strokes it has no hole that is no number", () => {
    expect(envelope(new Float32Array(100), 4)).toEqual([0, 0, 0, 0]);
    expect(envelope(new Float32Array(0), 2)).toEqual([0, 0]);
    expect(envelope(new Float32Array([1]), 3).every(Number.isFinite)).toBe(true);
  });

  it("stays inside its box", () => {
    expect(waveformPath([1, 0])).toBe("M0.5 1.0v98.0M1.5 49.0v2.0");
  });
});
