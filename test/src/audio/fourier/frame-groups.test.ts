import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameGroups } from "../../../../src/audio/fourier/index.ts";

const FRAME = 16;

/** The frames that come out, one array each. */
function framesOf(samples: Float32Array, cuts: number[], hop: number, leading: number, frames?: number) {
  const found: number[][] = [];
  const groups = new FrameGroups({ frame: FRAME, hop, leading }, (group, count) => {
    expect(group.length).toBe(FRAME + 3 * hop);
    for (let i = 0; i < count; i++) found.push([...group.subarray(i * hop, i * hop + FRAME)]);
  });
  let at = 0;
  for (const length of cuts) {
    groups.push(samples.subarray(at, at + length));
    at += length;
  }
  groups.push(samples.subarray(at));
  groups.finish(frames);
  return found;
}

describe("groups of frames", () => {
  const counted = (length: number) => Float32Array.from({ length }, (_, i) => i + 1);

  it("are the frames of the stream, in order, however it is cut", () => {
    const cuts = fc.array(fc.integer({ min: 0, max: 70 }), { maxLength: 12 });
    const check = fc.property(
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 1, max: FRAME }),
      fc.integer({ min: 0, max: FRAME - 1 }),
      cuts,
      (length, hop, leading, lengths) => {
        const whole = [...new Array<number>(leading).fill(0), ...counted(length)];
        const count = Math.max(0, Math.floor((whole.length - FRAME) / hop) + 1);
        const expected = Array.from({ length: count }, (_, t) => whole.slice(t * hop, t * hop + FRAME));
        expect(framesOf(counted(length), lengths, hop, leading)).toEqual(expected);
      },
    );
    fc.assert(check, { numRuns: 300, seed: 1 });
  });

  it("go on with silence to as many as are wanted", () => {
    for (const wanted of [0, 1, 3, 4, 5, 9]) {
      const frames = framesOf(counted(10), [], 5, 8, wanted);
      expect(frames.length).toBe(wanted);
      if (wanted > 0) expect(frames[0]).toEqual([...new Array<number>(8).fill(0), 1, 2, 3, 4, 5, 6, 7, 8]);
      if (wanted > 3) expect(frames[3]).toEqual([8, 9, 10, ...new Array<number>(13).fill(0)]);
      for (const frame of frames.slice(4)) expect(frame).toEqual(new Array<number>(16).fill(0));
    }
  });
});
