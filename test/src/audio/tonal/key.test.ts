import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimateKey } from "../../../../src/audio/tonal/index.ts";

const CLASSES = 12;

type Chord = readonly number[];
const major = (root: number): Chord => [root, root + 4, root + 7];
const minor = (root: number): Chord => [root, root + 3, root + 7];

/** I-vi-IV-V-I and i-VI-iv-V-i: cadences that leave no doubt. */
const PROGRESSIONS = {
  1: [major(0), minor(9), major(5), major(7), major(0)],
  0: [minor(0), major(8), minor(5), major(7), minor(0)],
} as const;

const NAMES = ["C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"];
const KEYS = ([1, 0] as const).flatMap((mode) =>
  NAMES.map((name, key) => ({ name: `${name} ${mode === 1 ? "major" : "minor"}`, key, mode })),
);

/** Chroma of chords, twenty frames each: notes 1, their fifth overtone-weak, the rest a floor. */
function chromaOf(chords: readonly Chord[], tonic: number): Float32Array {
  const frames = chords.flatMap((chord) => {
    const frame = new Float32Array(CLASSES).fill(0.1);
    for (const note of chord) frame[(tonic + note + 7) % CLASSES]! += 0.15;
    for (const note of chord) frame[(tonic + note) % CLASSES] = 1;
    return Array.from({ length: 20 }, () => frame);
  });
  const chroma = new Float32Array(CLASSES * frames.length);
  for (const [at, frame] of frames.entries()) chroma.set(frame, CLASSES * at);
  return chroma;
}

function keyOf(chroma: Float32Array) {
  const frames = chroma.length / CLASSES;
  return estimateKey(chroma, frames, new Float32Array(frames).fill(0.1));
}

function transposed(chroma: Float32Array, steps: number): Float32Array {
  return chroma.map((_, i) => {
    const frame = i - (i % CLASSES);
    return chroma[frame + ((i - frame - steps + CLASSES) % CLASSES)]!;
  });
}

const NO_KEY = { key: -1, mode: 1, confidence: 0, runnerUp: null };

describe("estimateKey on chords", () => {
  it.each(KEYS)("finds $name", ({ key, mode }) => {
    const estimate = keyOf(chromaOf(PROGRESSIONS[mode], key));
    expect(estimate).toMatchObject({ key, mode });
    expect(estimate.confidence).toBeGreaterThan(0.5);
    expect(estimate.runnerUp!.confidence).toBeLessThan(estimate.confidence);
  });

  it("names the relative key when a piece moves between the two", () => {
    const chords = [major(0), major(5), minor(9), minor(2), minor(9), major(7)];
    const { key, mode, runnerUp, confidence } = keyOf(chromaOf(chords, 0));
    const pair = [`${key} ${mode}`, `${runnerUp!.key} ${runnerUp!.mode}`].sort();
    expect(pair).toEqual(["0 1", "9 0"]);
    expect(confidence).toBeLessThan(0.9);
  });

  it("does not count frames that are next to silent", () => {
    const song = chromaOf(PROGRESSIONS[1], 2);
    const hum = chromaOf([minor(0), minor(0), minor(0), minor(0), minor(0)], 11);
    const rms = new Float32Array(200).fill(0.2).fill(1e-5, 100);
    const both = new Float32Array(2 * song.length);
    both.set(song);
    both.set(hum, song.length);
    expect(estimateKey(both, 200, rms)).toMatchObject({ key: 2, mode: 1 });
  });
});

describe("estimateKey where nothing is tonal", () => {
  it.each([
    ["no frames", new Float32Array(0)],
    ["silence", new Float32Array(CLASSES * 50)],
    ["all classes alike", new Float32Array(CLASSES * 50).fill(1)],
    ["one flat frame", new Float32Array(CLASSES).fill(0.4)],
    ["not a number", new Float32Array(CLASSES * 50).fill(Number.NaN)],
  ])("answers -1 for %s", (_, chroma) => {
    expect(keyOf(chroma)).toEqual(NO_KEY);
  });

  it("answers -1 for noise, whose classes even out", () => {
    let state = 1;
    const noise = Float32Array.from({ length: CLASSES * 1000 }, () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    });
    expect(keyOf(noise)).toEqual(NO_KEY);
  });

  it("says less about a bare fifth, which has no mode, than about a cadence", () => {
    const fifth = keyOf(chromaOf([[0, 7]], 0));
    expect(fifth.key).toBe(0);
    expect(fifth.confidence).toBeLessThan(keyOf(chromaOf(PROGRESSIONS[1], 0)).confidence - 0.2);
  });

  it("refuses arrays that are too short", () => {
    expect(() => estimateKey(new Float32Array(12), 2, new Float32Array(2))).toThrow(RangeError);
    expect(() => estimateKey(new Float32Array(24), 2, new Float32Array(1))).toThrow(RangeError);
  });
});

describe("estimateKey in general", () => {
  const chromas = fc
    .array(fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: CLASSES, maxLength: CLASSES }), {
      minLength: 1,
      maxLength: 8,
    })
    .map((rows) => Float32Array.from(rows.flat()));

  it("moves with a transposition", () => {
    fc.assert(
      fc.property(chromas, fc.integer({ min: 1, max: 11 }), (chroma, steps) => {
        const one = keyOf(chroma);
        const other = keyOf(transposed(chroma, steps));
        expect(other.confidence).toBeCloseTo(one.confidence, 9);
        // Two keys that fit equally well may change places; otherwise the key moves with the notes.
        if (one.key < 0 || one.confidence - one.runnerUp!.confidence < 1e-9) return;
        expect(other).toMatchObject({ key: (one.key + steps) % CLASSES, mode: one.mode });
      }),
      { numRuns: 50, seed: 3 },
    );
  });

  it("does not depend on the chroma's scale", () => {
    fc.assert(
      fc.property(chromas, fc.integer({ min: -8, max: 8 }), (chroma, exponent) => {
        const one = keyOf(chroma);
        const other = keyOf(chroma.map((value) => value * 2 ** exponent));
        expect(other.key).toBe(one.key);
        expect(other.confidence).toBeCloseTo(one.confidence, 9);
      }),
      { numRuns: 50, seed: 4 },
    );
  });
});
