import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NetworkKernel } from "../../../../src/audio/network/index.ts";
import { chordPath } from "../../../../src/audio/tonal/chord-path.ts";
import { CHANGES_PER_BEAT, CHORD_TRANSITIONS } from "../../../../src/audio/tonal/chord-transitions.ts";
import { CHORDS, chordProbabilities } from "../../../../src/audio/tonal/harmony-network.ts";
import { unpackWeights } from "../../../../src/audio/tonal/unpack-weights.ts";
import { Whitener } from "../../../../src/audio/tonal/whitener.ts";
import { plainlyHeard, plainlyWhite } from "./plain-harmony.ts";

function randomLevels(frames: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length: frames * 84 }, () => {
    state = (Math.imul(1_664_525, state) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}

/** Levels of twelve frames: noise, out of which C major and then A minor stand. As the golden file's maker has them. */
function levels(): Uint8Array {
  let state = 7;
  const values = Uint8Array.from({ length: 12 * 84 }, () => {
    state = (Math.imul(1_664_525, state) + 1_013_904_223) >>> 0;
    return 60 + (state >>> 25);
  });
  for (let f = 0; f < 12; f++) {
    for (const s of f < 6 ? [12, 36, 40, 43] : [21, 33, 48, 52]) values[84 * f + s] = 250;
  }
  return values;
}

const frames = { frames: 12, frameRate: 10, seconds: 1.2, tuningCents: 0, levels: levels() };

describe("the network", () => {
  it("computes what PyTorch does with the weights before their rounding", () => {
    const golden = JSON.parse(readFileSync(path.join(import.meta.dirname, "network-golden.json"), "utf8"));
    const probabilities = chordProbabilities(frames);
    for (const [i, frame] of [0, 5, 6, 11].entries()) {
      for (let c = 0; c < CHORDS; c++) {
        expect(Math.abs(probabilities[frame * CHORDS + c]! - golden.rows[i][c])).toBeLessThan(2e-3);
      }
    }
  });

  it("gives probabilities", () => {
    const probabilities = chordProbabilities(frames);
    for (let f = 0; f < 12; f++) {
      const row = probabilities.subarray(f * CHORDS, (f + 1) * CHORDS);
      expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
      expect(row.every((value) => value >= 0)).toBe(true);
    }
  });

  it.each([1, 2, 3, 5, 127, 128, 129, 300])(
    "computes what its definition says for %d frames, across the borders of its blocks",
    (count) => {
      const noise = randomLevels(count, count);
      const probabilities = chordProbabilities({ ...frames, frames: count, levels: noise });
      for (const [f, row] of plainlyHeard(noise).entries())
        for (const [c, value] of row.entries())
          expect(Math.abs(probabilities[f * CHORDS + c]! - value)).toBeLessThan(1e-5);
    },
  );

  it("hears nothing in no frames, and gives numbers for silence and for all it can get", () => {
    expect(chordProbabilities({ ...frames, frames: 0, levels: new Uint8Array(0) })).toHaveLength(0);
    for (const level of [0, 255]) {
      const still = { ...frames, frames: 40, levels: new Uint8Array(40 * 84).fill(level) };
      expect(chordProbabilities(still).every(Number.isFinite)).toBe(true);
    }
  });

  it("refuses weights of another size", () => {
    expect(() => unpackWeights([1], "AAAA")).toThrow(RangeError);
  });
});

describe("whitening", () => {
  it("is the height over the mean of the surroundings, in 10 dB", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 84, maxLength: 84 }),
        fc.integer({ min: 1, max: 20 }),
        (row, reach) => {
          const kernel = new NetworkKernel();
          const whitener = new Whitener(kernel, reach, 2);
          whitener.whiten({ levels: Uint8Array.from([...row, ...row]) }, 1, 2);
          const white = kernel.floats.subarray(whitener.rows >> 2, (whitener.rows >> 2) + 84);
          for (const [s, value] of plainlyWhite(row, reach).entries()) expect(white[s]).toBeCloseTo(value, 5);
        },
      ),
      { numRuns: 50, seed: 1 },
    );
  });
});

describe("the path", () => {
  const certain = (chords: readonly number[], chance: number) => {
    const rest = (1 - chance) / (CHORDS - 1);
    return Float32Array.from({ length: chords.length * CHORDS }, (_, i) =>
      chords[Math.floor(i / CHORDS)] === i % CHORDS ? chance : rest,
    );
  };

  it("follows what is heard, and passes over a slip", () => {
    const heard = [...Array(20).fill(0), 17, ...Array(20).fill(0), ...Array(30).fill(7)];
    const path = [...chordPath(certain(heard, 0.8), heard.length, 10)];
    expect(path).toEqual([...Array(41).fill(0), ...Array(30).fill(7)]);
  });

  it("moves with a transposition", () => {
    const heard = [...Array(10).fill(0), ...Array(10).fill(33), ...Array(10).fill(5), ...Array(10).fill(31)];
    const up = heard.map((c) => 12 * Math.floor(c / 12) + ((c + 4) % 12));
    const moved = [...chordPath(certain(heard, 0.6), 40, 10)].map(
      (c) => 12 * Math.floor(c / 12) + ((c + 4) % 12),
    );
    expect([...chordPath(certain(up, 0.6), 40, 10)]).toEqual(moved);
  });

  it("is the best of all by its definition", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 9999 }), (count, seed) => {
        const noise = randomLevels(count, seed);
        const heard = Float32Array.from(
          { length: count * CHORDS },
          (_, i) => (noise[i % noise.length]! / 255) ** 8,
        );
        const beats = Array.from({ length: seed % 9 }, (_, i) => 0.5 * i);
        expect([...chordPath(heard, count, 10, beats)]).toEqual(plainPath(heard, count, 10, beats));
      }),
      { numRuns: 60, seed: 2 },
    );
  });
});

/** The same search over all pairs of chords. */
function plainPath(heard: Float32Array, count: number, frameRate: number, beats: number[]): number[] {
  const change = (from: number, to: number) => {
    if (from === 60) return -Math.log(60);
    if (to === 60) return Math.log(0.007);
    const interval = ((to % 12) - (from % 12) + 12) % 12;
    const share = CHORD_TRANSITIONS[Math.floor(from / 12)]![12 * Math.floor(to / 12) + interval]!;
    return Math.log(Math.max(1e-6, share));
  };
  const onBeat = new Set(beats.map((beat) => Math.round(beat * frameRate)));
  let scores = new Array<number>(CHORDS).fill(0);
  const sources: number[][] = [];
  for (let frame = 0; frame < count; frame++) {
    const steady = (CHANGES_PER_BEAT * 1.8) / frameRate;
    const chance = beats.length < 2 ? steady : onBeat.has(frame) ? CHANGES_PER_BEAT : 0.15 * steady;
    const from: number[] = [];
    const next = scores.map((score, to) => {
      let best = score + Math.log(1 - chance);
      from[to] = to;
      for (let other = 0; frame > 0 && other < CHORDS; other++) {
        const total = scores[other]! + Math.log(chance) + change(other, to);
        if (other !== to && total > best) [best, from[to]] = [total, other];
      }
      return best + 0.6 * Math.log(heard[frame * CHORDS + to]! + 1e-5);
    });
    sources.push(from);
    scores = next;
  }
  let chord = scores.indexOf(Math.max(...scores));
  const path: number[] = [];
  for (const from of sources.reverse()) {
    path.unshift(chord);
    chord = from[chord]!;
  }
  return path;
}
