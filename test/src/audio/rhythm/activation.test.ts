import { describe, expect, it } from "vitest";
import { activationOf } from "../../../../src/audio/rhythm/activation.ts";
import { INPUTS } from "../../../../src/audio/rhythm/activation-shape.ts";
import { LARGEST, tensorSizes, unpackWeights } from "../../../../src/audio/rhythm/unpack-weights.ts";
import { randomNumbers } from "./click-tracks.ts";

const CHANNELS = 8;
const LAYERS = 3;

function randomWeights(seed: number, channels = CHANNELS) {
  const random = randomNumbers(seed);
  const sizes = tensorSizes(channels, LAYERS);
  const bytes = Buffer.alloc(2 * sizes.reduce((a, b) => a + b));
  for (let i = 0; i < bytes.length; i += 2) bytes.writeInt16LE(Math.round((2 * random() - 1) * LARGEST), i);
  return unpackWeights(
    channels,
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

/** What the network sees, as its definition says: of each pool the level less its mean over 86 frames on either side, and the rise. */
function plainInputs(mel: ReturnType<typeof randomMel>): Float64Array {
  const decibels = mel.read(0, mel.frames);
  const pools = [1, 2, 4, 9].flatMap((width, i) =>
    Array.from({ length: 8 }, (_, j) => ({ first: [0, 8, 24, 56][i]! + j * width, width })),
  );
  const bandMean = (frame: number, pool: number, of: (at: number) => number) => {
    const { first, width } = pools[pool]!;
    let sum = 0;
    for (let band = first; band < first + width; band++) sum += of(frame * 128 + band);
    return sum / width;
  };
  const levels = Array.from({ length: mel.frames }, (_, f) =>
    pools.map((_, pool) => bandMean(f, pool, (at) => decibels[at]!) / 20),
  );
  const inputs = new Float64Array(mel.frames * INPUTS);
  for (let f = 0; f < mel.frames; f++) {
    const around = levels.slice(Math.max(0, f - 86), f + 87);
    for (let pool = 0; pool < 32; pool++) {
      const mean = around.reduce((sum, row) => sum + row[pool]!, 0) / around.length;
      inputs[f * INPUTS + pool] = levels[f]![pool]! - mean;
      const rise = (at: number) => Math.max(0, decibels[at]! - decibels[at - 128]!);
      inputs[f * INPUTS + 32 + pool] = f === 0 ? 0 : bandMean(f, pool, rise) / 5;
    }
  }
  return inputs;
}

/** The network, written as its definition says. */
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

describe("activationOf", () => {
  const weights = randomWeights(3);

  it.each([1, 2, 3, 4, 5, 31, 86, 87, 255, 256, 257, 513, 700])(
    "computes what the definition says for %d frames, across the borders of its blocks",
    (frames) => {
      const mel = randomMel(frames);
      const expected = slowly(plainInputs(mel), weights);
      const { beat, downbeat, onset } = activationOf(mel, weights);
      for (let frame = 0; frame < frames; frame++) {
        expect(beat[frame]).toBeCloseTo(expected[3 * frame]!, 4);
        expect(downbeat[frame]).toBeCloseTo(expected[3 * frame + 1]!, 4);
        expect(onset[frame]).toBeCloseTo(expected[3 * frame + 2]!, 4);
      }
    },
  );

  it("hears each frame alike wherever it lies in a block, to the last bit", () => {
    const mel = randomMel(1200);
    const whole = activationOf(mel, weights);
    // Reach of the average, the entry and the three layers on either side.
    const reach = 86 + 1 + 2 * (1 + 2 + 4) + 1;
    const from = 301;
    const later = { ...mel, frames: 900, read: (s: number, c: number) => mel.read(s + from, c) };
    const { beat, onset } = activationOf(later, weights);
    expect(beat.subarray(reach, 899 - reach)).toEqual(whole.beat.subarray(from + reach, from + 899 - reach));
    expect(onset.subarray(reach, 899 - reach)).toEqual(
      whole.onset.subarray(from + reach, from + 899 - reach),
    );
  });

  it("does not depend on loudness, nor on what it heard before", () => {
    const mel = randomMel(300);
    const { beat } = activationOf(mel);
    const louder = { ...mel, read: (s: number, c: number) => mel.read(s, c).map((v) => v + 12) };
    for (const [i, value] of activationOf(louder).beat.entries()) expect(value).toBeCloseTo(beat[i]!, 3);
    expect(activationOf(mel).beat).toEqual(beat);
  });

  it("answers nothing for no frames, and numbers for silence", () => {
    expect(activationOf(randomMel(0)).beat).toHaveLength(0);
    const silence = { bands: 128, frames: 600, read: (_: number, c: number) => new Float32Array(c * 128) };
    for (const values of Object.values(activationOf(silence)))
      expect(values.every(Number.isFinite)).toBe(true);
  });

  it("refuses channels that do not come in eights", () => {
    expect(() => activationOf(randomMel(3), randomWeights(1, 4))).toThrow(RangeError);
  });
});

describe("unpackWeights", () => {
  it("refuses text of another size", () => {
    expect(() => unpackWeights(4, 2, [1], "AAAA")).toThrow(RangeError);
  });
});
