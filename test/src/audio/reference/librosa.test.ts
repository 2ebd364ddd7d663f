import { describe, expect, it } from "vitest";
import { describe as reference } from "../../../../src/audio/reference/describe.ts";
import { DESCRIPTOR_NAMES, disagreement, readGolden, TOLERANCE } from "../spectral/agreement.ts";
import { GOLDEN_SIGNALS } from "../spectral/signals.ts";

describe("the f64 reference agrees with librosa frame by frame", () => {
  it.each(Object.keys(GOLDEN_SIGNALS))("%s", (name) => {
    const golden = readGolden(name);
    const actual = reference(GOLDEN_SIGNALS[name]!());
    expect(actual.tuning).toBeCloseTo(golden.tuning, 9);
    for (const descriptor of DESCRIPTOR_NAMES) {
      const values = actual.matrices[descriptor].flatMap((row) => [...row]);
      expect(disagreement(values, golden.descriptors[descriptor].values), descriptor).toBeLessThan(TOLERANCE);
    }
    const mel = actual.melDecibels.filter((_, frame) => frame % 8 === 0).flatMap((row) => [...row]);
    expect(disagreement(mel, golden.mel_decibels_every_8th_frame)).toBeLessThan(TOLERANCE);
  });
});
