import { beforeAll, describe, expect, it } from "vitest";
import card from "../../../models/attributes/card.json";
import {
  ATTRIBUTES,
  type AttributesModel,
  createAttributesModel,
  InferenceError,
} from "../../../src/ai/index.ts";

/** Lays an input vector out as an analysis would. */
function descriptorsOf(vector: readonly number[]): Record<string, { mean: number[] }> {
  const descriptors: Record<string, { mean: number[] }> = {};
  for (const [column, { descriptor, index }] of card.inputs.entries()) {
    descriptors[descriptor] ??= { mean: [] };
    descriptors[descriptor].mean[index] = vector[column]!;
  }
  return descriptors;
}

const middle = card.inputs.map((input) => input.mean);
/** The middle of the data, `share` of the way to silence in a room without air. */
const towardsSilence = (share: number) => middle.map((value) => value * (1 - share));

let model: AttributesModel;
beforeAll(() => {
  model = createAttributesModel();
});

describe("the attribute model", () => {
  it("names itself by the card", async () => {
    expect(await model.load()).toEqual({ name: "descant-attributes", version: card.version });
    expect(card.sha256.startsWith(card.version)).toBe(true);
  });

  it("knows the attributes of the card, in its order", () => {
    expect(Object.keys(card.attributes)).toEqual([...ATTRIBUTES]);
  });

  it("says in single precision what the trainer's double-precision model said", async () => {
    for (const { inputs, values } of card.checks) {
      const said = await model.predict(descriptorsOf(inputs));
      for (const [index, name] of ATTRIBUTES.entries()) {
        expect(Math.abs(said.values[name] - values[index]!)).toBeLessThan(1e-5);
      }
    }
  });

  it("gives a familiar recording the skill of the card as confidence", async () => {
    const { confidence } = await model.predict(descriptorsOf(card.checks[1]!.inputs));
    for (const name of ATTRIBUTES) expect(confidence[name]).toBe(card.attributes[name].skill);
  });

  it("is the less confident the stranger the input", async () => {
    const shares = [0, 0.2, 0.4, 0.6, 0.8, 1];
    const said = await Promise.all(
      shares.map((share) => model.predict(descriptorsOf(towardsSilence(share)))),
    );
    const confidences = said.map(({ confidence }) => confidence.energy);
    expect(confidences).toEqual(confidences.toSorted((a, b) => b - a));
    expect(confidences.at(-1)).toBeLessThan(0.001);
  });

  it.each([1e9, -1e9, 1e300])("stays within 0 … 1 for inputs of %d, without confidence", async (size) => {
    const { values, confidence } = await model.predict(descriptorsOf(middle.map(() => size)));
    for (const name of ATTRIBUTES) {
      expect(values[name]).toBeGreaterThanOrEqual(0);
      expect(values[name]).toBeLessThanOrEqual(1);
      expect(confidence[name]).toBe(0);
    }
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("refuses %d", async (value) => {
    const descriptors = { ...descriptorsOf(middle), spectral_rms: { mean: [value] } };
    const refused = model.predict(descriptors);
    await expect(refused).rejects.toThrow(InferenceError);
    await expect(refused).rejects.toThrow("spectral_rms[0]");
  });

  it("refuses a missing descriptor and one with too few dimensions", async () => {
    const { mfcc: _, ...others } = descriptorsOf(middle);
    await expect(model.predict(others)).rejects.toThrow("mfcc[0] is missing");
    const short = { ...descriptorsOf(middle), chroma_stft: { mean: [0.5] } };
    await expect(model.predict(short)).rejects.toThrow("chroma_stft[1] is missing");
  });

  it("answers many at once as it answers one", async () => {
    const alone = await model.predict(descriptorsOf(middle));
    const together = await Promise.all(
      Array.from({ length: 20 }, () => createAttributesModel().predict(descriptorsOf(middle))),
    );
    for (const said of together) expect(said).toEqual(alone);
  });
});
