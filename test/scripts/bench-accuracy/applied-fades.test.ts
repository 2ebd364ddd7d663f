import { expect, test } from "vitest";
import { fadeErrors } from "../../../scripts/bench-accuracy/fades/applied-fades.ts";

const FRAME_RATE = 43;

test("fades applied to an even level are found, and none before", () => {
  const { applied, errors, invented } = fadeErrors(
    new Float32Array(30 * FRAME_RATE).fill(0.1),
    FRAME_RATE,
    30,
  );
  expect(invented).toBe(0);
  expect(applied).toBe(24);
  expect(errors).toHaveLength(24);
  expect(Math.max(...errors)).toBeLessThan(3);
});

test("a recording that fades by itself is counted, and gets no others", () => {
  const rms = Float32Array.from(
    { length: 30 * FRAME_RATE },
    (_, i) => 0.1 * Math.min(1, i / FRAME_RATE / 5) ** 2,
  );
  expect(fadeErrors(rms, FRAME_RATE, 30)).toEqual({ applied: 0, errors: [], invented: 1 });
});
