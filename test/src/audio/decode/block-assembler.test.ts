import { describe, expect, test } from "vitest";
import { BlockAssembler } from "../../../../src/audio/decode/block-assembler.ts";
import { DEFAULT_LIMITS } from "../../../../src/audio/decode/index.ts";
import { AudioError } from "../../../../src/audio/pcm.ts";

const ramp = (count: number) => Float32Array.from({ length: count }, (_, i) => i / count);

describe("BlockAssembler", () => {
  test("joins and splits what it is given without losing a sample", () => {
    const blocks = new BlockAssembler(DEFAULT_LIMITS);
    blocks.begin(8000, 1);
    const given = [ramp(3), ramp(20_000), ramp(1)];
    const taken: number[][] = [];
    for (const part of given) {
      for (const block of blocks.push([part], part.length)) taken.push([...block.channels[0]!]);
    }
    for (const block of blocks.finish()) taken.push([...block.channels[0]!]);
    expect(taken.map(({ length }) => length)).toEqual([8000, 8000, 4004]);
    expect(taken.flat()).toEqual(given.flatMap((part) => [...part]));
    expect(blocks.seconds).toBeCloseTo(20_004 / 8000);
  });

  test("the limit is exact: as many samples as it allows pass, one more does not", () => {
    const blocks = new BlockAssembler({ ...DEFAULT_LIMITS, maxSeconds: 2 });
    blocks.begin(8000, 1);
    expect([...blocks.push([ramp(16_000)], 16_000)].length).toBe(2);
    expect(() => [...blocks.push([ramp(1)], 1)]).toThrow(expect.objectContaining({ code: "audio_too_long" }));
  });

  test("nothing is empty_audio", () => {
    const blocks = new BlockAssembler(DEFAULT_LIMITS);
    expect(() => [...blocks.finish()]).toThrow(expect.objectContaining({ code: "empty_audio" }));
  });

  test.for([
    [7999, 1],
    [192_001, 1],
    [44_100, 9],
    [44_100, 0],
  ] as const)("%i Hz with %i channels is outside the limits", ([rate, channels]) => {
    expect(() => new BlockAssembler(DEFAULT_LIMITS).begin(rate, channels)).toThrow(AudioError);
  });

  test("the shape may be declared again, but not changed", () => {
    const blocks = new BlockAssembler(DEFAULT_LIMITS);
    blocks.begin(44_100, 2);
    blocks.begin(44_100, 2);
    expect(() => blocks.begin(48_000, 2)).toThrow(/44100 Hz, 2 channels to 48000 Hz, 2 channels/);
    expect(() => blocks.begin(44_100, 1)).toThrow(expect.objectContaining({ code: "unsupported_audio" }));
  });
});
