import { describe, expect, it } from "vitest";
import { channelWeights } from "../../../../src/audio/loudness/channel-weights.ts";
import { type Biquad, kWeighting } from "../../../../src/audio/loudness/k-weighting.ts";

function gain({ b, a }: Biquad, frequency: number, rate: number): number {
  const w = (2 * Math.PI * frequency) / rate;
  const magnitude = (c0: number, c1: number, c2: number) =>
    Math.hypot(c0 + c1 * Math.cos(w) + c2 * Math.cos(2 * w), c1 * Math.sin(w) + c2 * Math.sin(2 * w));
  return 20 * Math.log10(magnitude(...b) / magnitude(1, ...a));
}

describe("kWeighting", () => {
  it("gives the coefficients that BS.1770 prints for 48 kHz", () => {
    const { shelf, highPass } = kWeighting(48_000);
    const printed = {
      shelfB: [1.53512485958697, -2.69169618940638, 1.19839281085285],
      shelfA: [-1.69065929318241, 0.73248077421585],
      highPassA: [-1.99004745483398, 0.99007225036621],
    };
    for (const [i, value] of printed.shelfB.entries()) expect(shelf.b[i]).toBeCloseTo(value, 10);
    for (const [i, value] of printed.shelfA.entries()) expect(shelf.a[i]).toBeCloseTo(value, 10);
    for (const [i, value] of printed.highPassA.entries()) expect(highPass.a[i]).toBeCloseTo(value, 10);
    expect(highPass.b).toEqual([1, -2, 1]);
  });

  it("has the same response at every rate, up to a quarter of it", () => {
    const response = (rate: number, frequency: number) => {
      const { shelf, highPass } = kWeighting(rate);
      return gain(shelf, frequency, rate) + gain(highPass, frequency, rate);
    };
    for (const rate of [8_000, 22_050, 44_100, 96_000, 192_000]) {
      for (let f = 20; f < rate / 4 && f < 12_000; f *= 1.3) {
        const difference = Math.abs(response(rate, f) - response(48_000, f));
        expect(difference, `${f} Hz at ${rate}`).toBeLessThan(rate < 16_000 ? 0.25 : 0.06);
      }
    }
  });
});

describe("channelWeights", () => {
  it("has the weights of BS.1770 for one to eight channels", () => {
    expect(channelWeights(2)).toEqual([1, 1]);
    expect(channelWeights(6)).toEqual([1, 1, 1, 0, 1.41, 1.41]);
    for (let count = 1; count <= 8; count++) expect(channelWeights(count)).toHaveLength(count);
  });

  it("knows no layout of none or nine", () => {
    expect(() => channelWeights(0)).toThrow(RangeError);
    expect(() => channelWeights(9)).toThrow(RangeError);
  });
});
