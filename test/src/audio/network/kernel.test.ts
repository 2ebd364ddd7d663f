import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keepMatrix, multiplyEach, NetworkKernel } from "../../../../src/audio/network/index.ts";

/** Numbers from -1 to 1. */
function numbers(count: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(1_664_525, state) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

const size = (max: number) => fc.integer({ min: 1, max });
const seeds = fc.integer({ min: 1, max: 100_000 });

describe("the layers of the network kernel", () => {
  it("multiply a matrix of any size with any number of vectors, which may overlap", () => {
    fc.assert(
      fc.property(size(30), size(50), fc.nat(11), size(60), seeds, (rows, width, count, stride, seed) => {
        const kernel = new NetworkKernel();
        const weight = numbers(rows * width, seed);
        const bias = numbers(rows, seed + 1);
        const values = numbers(width + stride * count, seed + 2);
        const matrix = keepMatrix(kernel, weight, bias);
        const at = kernel.keep(values);
        const out = kernel.allocate(4 * count * matrix.rows);
        const after = kernel.keep([7]);
        multiplyEach(kernel, matrix, at, 4 * stride, count, out);
        for (let i = 0; i < count; i++) {
          for (let row = 0; row < matrix.rows; row++) {
            let sum = bias[row] ?? 0;
            for (let c = 0; row < rows && c < width; c++)
              sum += weight[row * width + c]! * values[i * stride + c]!;
            expect(kernel.floats[(out >> 2) + i * matrix.rows + row]).toBeCloseTo(sum, 4);
          }
        }
        expect(kernel.floats[after >> 2]).toBe(7);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it("filter over time and add what the leaky rectifier lets through", () => {
    fc.assert(
      fc.property(size(6), size(9), fc.nat(20), seeds, (fours, spread, count, seed) => {
        const channels = 4 * fours;
        const kernel = new NetworkKernel();
        const state = numbers((count + 4 * spread) * channels, seed);
        const taps = numbers(5 * channels, seed + 1);
        const bias = numbers(channels, seed + 2);
        const at = kernel.keep(state);
        const out = kernel.allocate(4 * count * channels);
        const row = 4 * channels;
        kernel.run.filterTime(at, kernel.keep(taps), kernel.keep(bias), row, spread * row, count, out);
        const filtered = kernel.floats.slice(out >> 2, (out >> 2) + count * channels);
        for (const [i, value] of filtered.entries()) {
          const c = i % channels;
          let sum = bias[c]!;
          for (let tap = 0; tap < 5; tap++)
            sum += taps[tap * channels + c]! * state[i + tap * spread * channels]!;
          expect(value).toBeCloseTo(sum, 5);
        }
        kernel.run.addLeaky(at, out, count * row, out);
        for (const [i, value] of filtered.entries())
          expect(kernel.floats[(out >> 2) + i]).toBeCloseTo(state[i]! + (value > 0 ? value : 0.1 * value), 5);
      }),
      { numRuns: 60, seed: 2 },
    );
  });
});

describe("linePowers", () => {
  it("is the squared magnitude of the spectrum, anywhere", () => {
    fc.assert(
      fc.property(fc.nat(300), seeds, (count, seed) => {
        const kernel = new NetworkKernel();
        const signal = numbers(count, seed);
        const angles = Array.from(numbers(16, seed + 1), (value) => 0.05 + 3 * Math.abs(value));
        const turns = kernel.keepDoubles(angles.map((angle) => 2 * Math.cos(angle)));
        const powers = kernel.allocate(8 * 16);
        kernel.run.linePowers(kernel.keepDoubles(signal), count, turns, 16, powers);
        for (const [i, angle] of angles.entries()) {
          let [re, im] = [0, 0];
          for (const [n, value] of signal.entries()) {
            re += value * Math.cos(angle * n);
            im += value * Math.sin(angle * n);
          }
          expect(kernel.doubles[(powers >> 3) + i]).toBeCloseTo(re * re + im * im, 6);
        }
      }),
      { numRuns: 40, seed: 3 },
    );
  });
});
