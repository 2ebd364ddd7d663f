import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBeats } from "../../../../src/audio/rhythm/beat-decoder.ts";
import { trackBeats } from "../../../../src/audio/rhythm/beats.ts";
import { randomNumbers } from "./click-tracks.ts";

const COSTS = { change: 400, stray: 100 };

/** Evidence of 4 at the beats and -1 elsewhere, with uniform noise. */
function evidenceAt(beats: readonly number[], frames: number, noise = 0, seed = 1): Float32Array {
  const random = randomNumbers(seed);
  const evidence = Float32Array.from({ length: frames }, () => -1 + noise * (2 * random() - 1));
  for (const beat of beats) evidence[beat]! += 5;
  return evidence;
}

describe("decodeBeats", () => {
  it("finds steady beats through noise and past a missing one", () => {
    const beats = Array.from({ length: 40 }, (_, i) => 7 + 20 * i);
    const heard = beats.filter((_, i) => i !== 13 && i !== 14);
    const found = decodeBeats(evidenceAt(heard, 800, 1.5), new Float32Array(800).fill(20), COSTS);
    expect([...found]).toEqual(beats);
  });

  it("follows periods that change by a quarter", () => {
    const beats: number[] = [];
    for (let at = 5, period = 24; at < 900; at += Math.round(period), period *= 0.993) beats.push(at);
    const found = decodeBeats(evidenceAt(beats, 900, 1), new Float32Array(900).fill(21), COSTS);
    const missed = beats.filter((beat) => !found.includes(beat));
    expect(missed.length).toBeLessThanOrEqual(1);
  });

  it("obeys the expected period where the evidence allows two", () => {
    const evidence = evidenceAt(
      Array.from({ length: 80 }, (_, i) => 10 * i),
      800,
    );
    const slow = decodeBeats(evidence, new Float32Array(800).fill(20), COSTS);
    expect(new Set(slow.slice(1).map((beat, i) => beat - slow[i]!))).toEqual(new Set([20]));
  });

  it("answers nothing where there is no room for a beat", () => {
    expect(decodeBeats(new Float32Array(0), new Float32Array(0), COSTS)).toHaveLength(0);
    expect(decodeBeats(new Float32Array(5), new Float32Array(5).fill(20), COSTS)).toHaveLength(0);
  });
});

/** The same search, as its definition says: scores of pairs of a beat and the period that led to it. */
function plainly(evidence: Float32Array, expected: Float32Array, costs: typeof COSTS): number[] {
  const lowest = Math.max(2, Math.floor(Math.min(...expected) * 0.78));
  const highest = Math.ceil(Math.max(...expected) * 1.22);
  const score: number[][] = [];
  const source: number[][] = [];
  for (const [frame, here] of evidence.entries()) {
    score.push([]);
    source.push([]);
    for (let period = lowest; period <= highest; period++) {
      const near =
        period >= Math.ceil(expected[frame]! * 0.78) && period <= Math.floor(expected[frame]! * 1.22);
      let best = frame < period ? 0 : -Infinity;
      let from = 0;
      for (let q = Math.ceil(period * 0.9); frame >= period && q <= Math.floor(period * 1.1); q++) {
        const change = costs.change * (Math.log(period) - Math.log(q)) ** 2;
        const total = (score[frame - period]![q] ?? -Infinity) - change;
        if (total > best) [best, from] = [total, q];
      }
      const stray = costs.stray * (Math.log(period) - Math.log(expected[frame]!)) ** 2;
      score[frame]![period] = near ? here + best - stray : -Infinity;
      source[frame]![period] = from;
    }
  }
  let [frame, period, best] = [-1, 0, -Infinity];
  for (let end = Math.max(0, evidence.length - Math.ceil(expected.at(-1)!)); end < evidence.length; end++)
    for (let p = lowest; p <= highest; p++)
      if (score[end]![p]! > best) [frame, period, best] = [end, p, score[end]![p]!];
  const beats: number[] = [];
  while (frame >= 0) {
    beats.unshift(frame);
    [frame, period] = [frame - period, source[frame]![period]!];
  }
  return beats;
}

describe("decodeBeats beside its definition", () => {
  it("finds the same beats for any evidence and any drift of the period", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.double({ min: 4, max: 60, noNaN: true }),
        fc.double({ min: 0, max: 0.3, noNaN: true }),
        fc.integer({ min: 1, max: 10_000 }),
        (frames, period, drift, seed) => {
          const random = randomNumbers(seed);
          const evidence = Float32Array.from({ length: frames }, () =>
            random() < 0.15 ? 5 * random() : -5 * random(),
          );
          const expected = Float32Array.from(evidence, (_, i) => period * (1 + drift * Math.sin(i / 70)));
          const enough = frames > Math.max(2, Math.floor(Math.min(...expected) * 0.78));
          expect([...decodeBeats(evidence, expected, COSTS)]).toEqual(
            enough ? plainly(evidence, expected, COSTS) : [],
          );
        },
      ),
      { numRuns: 60, seed: 1 },
    );
  });
});

describe("trackBeats", () => {
  it("places beats between frames", () => {
    const frameRate = 43;
    const truth = Array.from({ length: 30 }, (_, i) => 5.3 + 17.62 * i);
    const activation = Float32Array.from({ length: 525 }, (_, frame) => {
      const distance = Math.min(...truth.map((beat) => Math.abs(beat - frame)));
      return 3 - 4 * Math.min(2, distance);
    });
    const tempi = new Float32Array(525).fill((60 * frameRate) / 17.62);
    const found = trackBeats(activation, tempi, frameRate);
    expect(found).toHaveLength(30);
    for (const [i, beat] of truth.entries()) expect(Math.abs(found[i]! - beat)).toBeLessThan(0.35);
  });
});
