import { describe, expect, it } from "vitest";
import { divideBeats } from "../../../../src/audio/rhythm/tatums.ts";
import { pulseOf, ratedTempo, tempoCurve } from "../../../../src/audio/rhythm/tempo-curve.ts";

const beatsAt = (starts: readonly number[], confidence = 0.9) =>
  starts.map((start, i) => ({ start, duration: (starts[i + 1] ?? start + 0.5) - start, confidence }));
const even = (period: number, count: number) =>
  beatsAt(Array.from({ length: count }, (_, i) => 0.2 + i * period));

describe("pulseOf", () => {
  it("is exact for even beats and surer of them than of uneven ones", () => {
    const pulse = pulseOf(even(0.5, 12));
    expect(pulse.bpm).toBeCloseTo(120, 9);
    expect(pulse.unevenness).toBeCloseTo(0, 9);
    const uneven = pulseOf(beatsAt([0, 0.6, 1, 1.6, 2, 2.6, 3]));
    expect(ratedTempo(pulse).confidence).toBeGreaterThan(ratedTempo(uneven).confidence);
  });
});

describe("pulseOf across a rest", () => {
  const shifted = (by: number) => even(0.5, 6).map((beat) => ({ ...beat, start: beat.start + by }));

  it("is the pulse of both sides", () => {
    const pulse = pulseOf([...even(0.5, 6), ...shifted(41.3)]);
    expect(pulse.bpm).toBeCloseTo(120, 9);
    expect(pulse.unevenness).toBeCloseTo(0, 9);
  });

  it("reads beats that stand alone by how long they last", () => {
    expect(pulseOf([0, 7, 19, 40].map((start) => ({ start, duration: 0.5, confidence: 0.9 }))).bpm).toBe(120);
  });
});

describe("tempoCurve", () => {
  it("has a point every two seconds and sees a change of tempo", () => {
    const starts = [
      ...Array.from({ length: 40 }, (_, i) => i * 0.5),
      ...Array.from({ length: 40 }, (_, i) => 20 + i * 0.6),
    ];
    const curve = tempoCurve(beatsAt(starts));
    expect(curve[1]!.start - curve[0]!.start).toBeCloseTo(2, 9);
    expect(curve.find(({ start }) => start > 10)!.bpm).toBeCloseTo(120, 6);
    expect(curve.find(({ start }) => start > 30)!.bpm).toBeCloseTo(100, 6);
  });

  it("is empty for three beats", () => {
    expect(tempoCurve(even(0.5, 3))).toEqual([]);
    expect(tempoCurve([])).toEqual([]);
  });
});

describe("divideBeats", () => {
  const FRAME_RATE = 100;
  const onsetsEvery = (seconds: number) => {
    const activation = new Float32Array(4000).fill(-4);
    for (let time = 0.2; time < 40; time += seconds) activation[Math.round(time * FRAME_RATE)] = 3;
    return activation;
  };

  it.each([
    [0.6, 1],
    [0.3, 2],
    [0.2, 3],
    [0.15, 4],
  ])("finds onsets every %f s of beats of .6 s", (seconds, division) => {
    const beats = even(0.6, 32);
    const tatums = divideBeats(beats, onsetsEvery(seconds), FRAME_RATE);
    expect(tatums).toHaveLength(32 * division);
    expect(tatums[division]!.start).toBeCloseTo(beats[1]!.start, 9);
    for (const { confidence } of tatums) expect(confidence).toBeLessThanOrEqual(0.9);
  });

  it("answers nothing for no beats", () => {
    expect(divideBeats([], new Float32Array(100), FRAME_RATE)).toEqual([]);
  });
});
