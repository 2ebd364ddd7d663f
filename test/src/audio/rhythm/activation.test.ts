import { describe, expect, it } from "vitest";
import { activationOf } from "../../../../src/audio/rhythm/activation.ts";
import { activationInputs, INPUTS } from "../../../../src/audio/rhythm/activation-inputs.ts";
import { reachOf, runNetwork } from "../../../../src/audio/rhythm/activation-network.ts";
import { LARGEST, tensorSizes, unpackWeights } from "../../../../src/audio/rhythm/unpack-weights.ts";
import { randomNumbers } from "./click-tracks.ts";

const CHANNELS = 4;
const LAYERS = 3;

function randomWeights(seed: number) {
  const random = randomNumbers(seed);
  const sizes = tensorSizes(CHANNELS, LAYERS);
  const bytes = Buffer.alloc(2 * sizes.reduce((a, b) => a + b));
  for (let i = 0; i < bytes.length; i += 2) bytes.writeInt16LE(Math.round((2 * random() - 1) * LARGEST), i);
  return unpackWeights(
    CHANNELS,
    LAYERS,
    sizes.map(() => 0.4),
    bytes.toString("base64"),
  );
}

function randomMel(frames: number) {
  const random = randomNumbers(9);
  const decibels = Float32Array.from({ length: frames * 128 }, () => -80 * random());
  return {
    bands: 128,
    frames,
    read: (start: number, count: number) => decibels.slice(start * 128, (start + count) * 128),
  };
}

/** The same network, written as its definition says. */
function slowly(inputs: Float64Array, weights: ReturnType<typeof randomWeights>): number[] {
  const frames = inputs.length / INPUTS;
  const leaky = (v: number) => (v > 0 ? v : 0.1 * v);
  const at = (x: number[][], t: number, c: number) => x[t]?.[c] ?? 0;
  const source = Array.from({ length: frames }, (_, t) => [...inputs.slice(t * INPUTS, (t + 1) * INPUTS)]);
  let state = source.map((_, t) =>
    Array.from({ length: CHANNELS }, (_, o) => {
      let sum = weights.entry.bias[o]!;
      for (let i = 0; i < INPUTS; i++)
        for (let k = 0; k < 3; k++)
          sum += weights.entry.weight[(o * INPUTS + i) * 3 + k]! * at(source, t + k - 1, i);
      return leaky(sum);
    }),
  );
  for (const [depth, layer] of weights.layers.entries()) {
    const before = state;
    const filtered = before.map((_, t) =>
      Array.from({ length: CHANNELS }, (_, c) => {
        let sum = layer.timeBias[c]!;
        for (let k = 0; k < 5; k++) sum += layer.time[c * 5 + k]! * at(before, t + (k - 2) * 2 ** depth, c);
        return sum;
      }),
    );
    state = before.map((row, t) =>
      row.map((value, o) => {
        let sum = layer.mixBias[o]!;
        for (let c = 0; c < CHANNELS; c++) sum += layer.mix[o * CHANNELS + c]! * filtered[t]![c]!;
        return value + leaky(sum);
      }),
    );
  }
  return state.flatMap((row) =>
    [0, 1, 2].map((o) =>
      row.reduce((sum, v, c) => sum + weights.exit.weight[o * CHANNELS + c]! * v, weights.exit.bias[o]!),
    ),
  );
}

describe("runNetwork", () => {
  it.each([1, 2, 31])("computes what the definition says for %d frames", (frames) => {
    const weights = randomWeights(3);
    const inputs = activationInputs(randomMel(frames), 0, frames);
    const expected = slowly(inputs, weights);
    const got = runNetwork(inputs, weights);
    for (const [i, value] of expected.entries()) expect(got[i]).toBeCloseTo(value, 3);
  });
});

describe("activationInputs", () => {
  it("does not depend on where reading starts, nor on loudness", () => {
    const mel = randomMel(300);
    const whole = activationInputs(mel, 0, 300);
    expect([...activationInputs(mel, 120, 180)].map((v) => v.toFixed(6))).toEqual(
      [...whole.slice(120 * INPUTS, 180 * INPUTS)].map((v) => v.toFixed(6)),
    );
    const louder = { ...mel, read: (s: number, c: number) => mel.read(s, c).map((v) => v + 12) };
    for (const [i, value] of activationInputs(louder, 0, 300).entries())
      expect(value).toBeCloseTo(whole[i]!, 4);
  });
});

describe("activationOf", () => {
  it("gives long recordings the same values as if they were analysed at once", () => {
    const weights = randomWeights(4);
    const mel = randomMel(8300);
    const { beat } = activationOf(mel, weights);
    const once = runNetwork(activationInputs(mel, 0, 8300), weights);
    for (let frame = 8100; frame < 8300; frame++) expect(beat[frame]).toBeCloseTo(once[3 * frame]!, 4);
    expect(reachOf(weights)).toBe(15);
  });

  it("answers nothing for no frames", () => {
    expect(activationOf(randomMel(0)).beat).toHaveLength(0);
  });
});

describe("unpackWeights", () => {
  it("refuses text of another size", () => {
    expect(() => unpackWeights(4, 2, [1], "AAAA")).toThrow(RangeError);
  });
});
