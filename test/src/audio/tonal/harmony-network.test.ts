import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { chordPath } from "../../../../src/audio/tonal/chord-path.ts";
import { CHORDS, chordProbabilities } from "../../../../src/audio/tonal/harmony-network.ts";
import { unpackWeights } from "../../../../src/audio/tonal/unpack-weights.ts";
import { whiten } from "../../../../src/audio/tonal/whiten.ts";

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

  it("refuses weights of another size", () => {
    expect(() => unpackWeights([1], "AAAA")).toThrow(RangeError);
  });
});

describe("whiten", () => {
  it("is the height over the mean of the surroundings, in 10 dB", () => {
    const row = levels().subarray(0, 84);
    const white = new Float32Array(84);
    whiten(row, 0, 6, white, 0);
    const floor = Math.max(24, Math.max(...row) - 144);
    for (let s = 0; s < 84; s++) {
      const around = [...row.subarray(Math.max(0, s - 6), s + 7)].map((level) => Math.max(floor, level));
      const mean = around.reduce((a, b) => a + b) / around.length;
      expect(white[s]).toBeCloseTo(Math.min(2.5, Math.max(0, (Math.max(floor, row[s]!) - mean) / 24)), 5);
    }
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
});
