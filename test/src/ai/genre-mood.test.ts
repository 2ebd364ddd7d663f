import { describe, expect, it } from "vitest";
import genreCard from "../../../models/genre/card.json";
import moodCard from "../../../models/mood/card.json";
import { createGenreModel, createMoodModel, InferenceError } from "../../../src/ai/index.ts";
import { type ModelInput, readInputs } from "../../../src/ai/inputs.ts";

/** Descriptors, dimensions 0 to 19, that give a model the vector; pooled ones have a single dimension. */
function descriptorsOf(inputs: readonly ModelInput[], vector: readonly number[]) {
  const descriptors: Record<string, { mean: number[]; std: number[] }> = {};
  for (const [column, { descriptor, statistic, index }] of inputs.entries()) {
    descriptors[descriptor] ??= { mean: [], std: [] };
    descriptors[descriptor][statistic === "std" ? "std" : "mean"][index ?? 0] = vector[column]!;
  }
  return descriptors;
}

/** The key that gives the mood model's `mode` this value. */
const keyOf = (signed: number) => ({
  mode: signed < 0 ? (0 as const) : (1 as const),
  confidence: Math.abs(signed),
});
const signedMode = (vector: readonly number[]) =>
  vector[moodCard.inputs.findIndex(({ descriptor }) => descriptor === "mode")]!;

describe("the genre model", () => {
  const model = createGenreModel();

  it("names itself by the card", async () => {
    expect(await model.load()).toEqual({ name: "descant-genre", version: genreCard.version });
    expect(genreCard.sha256.startsWith(genreCard.version)).toBe(true);
  });

  it("says in single precision what the trainer's double-precision model said", async () => {
    for (const { inputs, probabilities } of genreCard.checks) {
      const { labels } = await model.predict(descriptorsOf(genreCard.inputs, inputs));
      for (const { label, probability } of labels) {
        expect(Math.abs(probability - probabilities[genreCard.genres.indexOf(label)]!)).toBeLessThan(1e-4);
      }
      expect(labels).toEqual(labels.toSorted((a, b) => b.probability - a.probability));
    }
  });

  it("abstains, and says why, below the card's threshold", async () => {
    const said = await Promise.all(
      genreCard.checks.map(({ inputs }) => model.predict(descriptorsOf(genreCard.inputs, inputs))),
    );
    for (const { abstained, why, confidence } of said) {
      expect(abstained).toBe(confidence < genreCard.threshold);
      expect(why === null).toBe(!abstained);
    }
    expect(said.some(({ abstained }) => abstained)).toBe(true);
  });

  it.each([0, 1e9, -1e9, 1e100])("stays finite and abstains for inputs of %d", async (size) => {
    const strange = await model.predict(
      descriptorsOf(
        genreCard.inputs,
        genreCard.inputs.map(() => size),
      ),
    );
    expect(strange.abstained).toBe(true);
    expect(strange.labels.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 4);
    expect(strange.confidence).toBeLessThan(0.05);
  });

  it("refuses what is missing or not finite", async () => {
    const { mfcc: _, ...others } = descriptorsOf(genreCard.inputs, genreCard.checks[0]!.inputs);
    await expect(model.predict(others)).rejects.toThrow(InferenceError);
    const broken = { ...others, mfcc: { mean: new Array(20).fill(Number.NaN), std: new Array(20).fill(1) } };
    await expect(model.predict(broken)).rejects.toThrow("mfcc[0].mean is NaN");
  });
});

describe("the mood model", () => {
  const model = createMoodModel();

  it("says in single precision what the trainer's double-precision model said", async () => {
    for (const { inputs, values } of moodCard.checks) {
      const said = await model.predict(descriptorsOf(moodCard.inputs, inputs), keyOf(signedMode(inputs)));
      for (const [index, { share, low, high }] of said.emotions.entries()) {
        expect(Math.abs(share - values[index]!)).toBeLessThan(1e-4);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(share);
        expect(high).toBeGreaterThanOrEqual(share);
        expect(high).toBeLessThanOrEqual(1);
      }
    }
  });

  it("knows an ordinary recording, with the skill of the card as confidence", async () => {
    const { inputs } = moodCard.checks[1]!;
    const said = await model.predict(descriptorsOf(moodCard.inputs, inputs), keyOf(signedMode(inputs)));
    expect(said.abstained).toBe(false);
    expect(said.model).toEqual({ name: "descant-mood", version: moodCard.version });
    expect(said.emotions.map(({ confidence }) => confidence)).toEqual(
      moodCard.emotions.map(({ skill }) => skill),
    );
  });

  it.each([0, 1e9, -1e9])("stays within 0 … 1 and abstains for inputs of %d", async (size) => {
    const strange = descriptorsOf(
      moodCard.inputs,
      moodCard.inputs.map(() => size),
    );
    const { abstained, why, emotions, confidence } = await model.predict(strange, { mode: 1, confidence: 0 });
    expect(abstained).toBe(true);
    expect(why).not.toBeNull();
    expect(confidence).toBeLessThan(0.05);
    for (const { share } of emotions) {
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
    }
  });

  it("refuses a key without confidence", async () => {
    const { inputs } = moodCard.checks[1]!;
    const refused = model.predict(descriptorsOf(moodCard.inputs, inputs), {
      mode: 1,
      confidence: Number.NaN,
    });
    await expect(refused).rejects.toThrow(InferenceError);
  });
});

describe("inputs", () => {
  it("pools the dimensions of a descriptor as if all its numbers were one sequence", () => {
    // Frames (1, 5) and (3, 7): means 2 and 6, deviations 1 and 1; together 1, 5, 3, 7.
    const descriptors = { chroma: { mean: [2, 6], std: [1, 1] } };
    const input = (statistic: string) => ({ descriptor: "chroma", statistic, index: null });
    expect([...readInputs(descriptors, [input("mean"), input("std")])]).toEqual([
      4,
      Math.fround(Math.sqrt(5)),
    ]);
  });
});
