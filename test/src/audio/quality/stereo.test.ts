import { describe, expect, it } from "vitest";
import { noise } from "../loudness/signals.ts";
import { codesOf, judge, tune } from "./judge.ts";

const RATE = 44_100;
const scaled = (samples: Float32Array, gain: number) => samples.map((x) => x * gain);

describe("stereo", () => {
  it("knows two signals, one on both sides, and one that is not equally loud", () => {
    const two = judge([noise(5 * RATE, 0.3, 1), noise(5 * RATE, 0.3, 2)]).stereo!;
    expect(two.kind).toBe("stereo");
    expect(two.correlation).toBeCloseTo(0, 1);
    expect(two.monoLoss).toBeCloseTo(-3, 1);
    const same = judge([tune(5), tune(5)]);
    expect(same.stereo).toMatchObject({
      kind: "mono_in_stereo",
      correlation: expect.closeTo(1, 9),
      monoLoss: expect.closeTo(0, 9),
    });
    expect(codesOf(same)).toContain("mono_in_stereo");
    const leaning = judge([tune(5), scaled(tune(5), 0.25)]);
    expect(leaning.stereo).toMatchObject({ kind: "mono_in_stereo", balance: expect.closeTo(-12.04, 1) });
    expect(codesOf(leaning)).toContain("imbalance");
  });

  it("finds a channel that is upside down, all the time or now and then", () => {
    const inverted = judge([tune(5), scaled(tune(5), -1)]);
    expect(inverted.stereo).toMatchObject({ kind: "inverted_phase", monoLoss: -100, outOfPhaseShare: 1 });
    expect(codesOf(inverted)).toContain("inverted_phase");
    const sometimes = judge([tune(10), tune(10).map((x, n) => (n > 6 * RATE ? -x : x))]);
    expect(sometimes.stereo!.kind).toBe("stereo");
    expect(sometimes.stereo!.outOfPhaseShare).toBeCloseTo(0.4, 1);
    expect(codesOf(sometimes)).toContain("out_of_phase");
  });

  it("does not take a common offset for likeness", () => {
    const stereo = judge([
      noise(5 * RATE, 0.1, 1).map((x) => x + 0.4),
      noise(5 * RATE, 0.1, 2).map((x) => x + 0.4),
    ]).stereo!;
    expect(Math.abs(stereo.correlation!)).toBeLessThan(0.02);
  });

  it("finds a dead channel, also among six", () => {
    const dead = judge([tune(5), new Float32Array(5 * RATE)]);
    expect(dead).toMatchObject({
      deadChannels: [1],
      stereo: { kind: "one_sided", correlation: null, balance: null },
    });
    expect(codesOf(dead)).toContain("dead_channel");
    const six = Array.from({ length: 6 }, (_, c) => noise(4 * RATE, c === 3 ? 1e-7 : 0.2, c + 1));
    expect(judge(six)).toMatchObject({ deadChannels: [3], stereo: null });
    expect(judge([tune(5)])).toMatchObject({ deadChannels: [], stereo: null });
  });
});
