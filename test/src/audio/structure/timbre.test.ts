import { describe, expect, test } from "vitest";
import { segmentsOf } from "../../../../src/audio/structure/index.ts";
import { TIMBRE_BASIS } from "../../../../src/audio/structure/timbre-basis.ts";
import { PATCH_SIZE } from "../../../../src/audio/structure/timbre-patch.ts";
import { signal, soundOf, tone, whiteNoise } from "./sounds.ts";

const timbre = (samples: Float32Array) => segmentsOf(soundOf(samples), [])[0]!.timbre;
const row = (index: number) => TIMBRE_BASIS.subarray(index * PATCH_SIZE, (index + 1) * PATCH_SIZE);

describe("timbre", () => {
  test("the basis is orthonormal", () => {
    expect(TIMBRE_BASIS.length).toBe(12 * PATCH_SIZE);
    for (let a = 0; a < 12; a++) {
      for (let b = 0; b <= a; b++) {
        const product = row(a).reduce((sum, value, i) => sum + value * row(b)[i]!, 0);
        expect(product).toBeCloseTo(a === b ? 1 : 0, 12);
      }
    }
  });

  test("all but the first are blind to the level", () => {
    for (let index = 1; index < 12; index++) expect(row(index).reduce((a, b) => a + b)).toBeCloseTo(0, 12);
  });

  test("1 is about 60 for noise at full scale and falls with its level", () => {
    const unit = Math.sqrt(3); // Uniform noise in [-1, 1) has a root mean square of 1 / √3.
    const full = timbre(whiteNoise(1).map((x) => unit * x))[0]!;
    expect(full).toBeGreaterThan(57);
    expect(full).toBeLessThan(61);
    expect(timbre(whiteNoise(1).map((x) => 0.1 * unit * x))[0]).toBeCloseTo(full - 20, 1);
  });

  test("2 grows with brightness", () => {
    const dark = timbre(signal(1, (t) => 0.5 * tone(200, t)))[1]!;
    const bright = timbre(signal(1, (t) => 0.5 * tone(6000, t)))[1]!;
    expect(bright).toBeGreaterThan(dark + 50);
  });

  test("3 tells the middle from the ends", () => {
    const middle = timbre(signal(1, (t) => 0.5 * tone(1500, t)))[2]!;
    const ends = timbre(signal(1, (t) => 0.25 * tone(80, t) + 0.25 * tone(10_000, t)))[2]!;
    expect(middle).toBeGreaterThan(ends + 50);
  });

  test("4 tells dying away from swelling", () => {
    const noise = whiteNoise(1);
    const dying = timbre(noise.map((x, i) => x * Math.exp(-i / 4000)))[3]!;
    const swelling = timbre(noise.map((x, i) => x * Math.exp((i - noise.length) / 4000)))[3]!;
    expect(dying).toBeGreaterThan(30);
    expect(swelling).toBeLessThan(-30);
  });
});
