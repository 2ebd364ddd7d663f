import { describe, expect, it } from "vitest";
import { BLOCK_BYTES, BlockPool } from "../../../../src/audio/spectral/block-pool.ts";
import { FrameSequence } from "../../../../src/audio/spectral/frame-sequence.ts";
import { Moments } from "../../../../src/audio/spectral/moments.ts";
import { RecordStore } from "../../../../src/audio/spectral/record-store.ts";

describe("block pool and record store", () => {
  it("put records one after the other, none across blocks, and use released blocks again", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const pool = new BlockPool(memory);
    const bytes = 100_000;
    const records = new RecordStore(pool, bytes);
    const addresses = Array.from({ length: 5 }, () => records.append());
    expect(records.count).toBe(5);
    expect(addresses.map((_, i) => records.address(i))).toEqual(addresses);
    expect(addresses[1]! - addresses[0]!).toBe(bytes);
    for (const address of addresses) {
      expect((address - 65_536) % BLOCK_BYTES).toBeLessThanOrEqual(BLOCK_BYTES - bytes);
    }
    const size = memory.buffer.byteLength;
    records.clear();
    expect(records.count).toBe(0);
    for (let i = 0; i < 6; i++) records.append();
    expect(memory.buffer.byteLength).toBe(size);
    records.append();
    expect(memory.buffer.byteLength).toBe(size + BLOCK_BYTES);
  });

  it("fail when the platform grants no more memory", () => {
    const pool = new BlockPool(new WebAssembly.Memory({ initial: 1, maximum: 2 }));
    expect(() => pool.allocate()).toThrow(RangeError);
  });
});

describe("frame sequence", () => {
  it("turns rows of lanes into frames, however many come", () => {
    const sequence = new FrameSequence(2);
    const rows = Float32Array.of(99, 0, 1, 2, 3, 10, 11, 12, 13);
    for (let i = 0; i < 700; i++) sequence.add(rows, 1, 4);
    sequence.add(rows, 1, 2);
    const frames = sequence.toArray();
    expect(frames.length).toBe(2 * 2802);
    expect([...frames.subarray(0, 6)]).toEqual([0, 10, 1, 11, 2, 12]);
    expect([...frames.subarray(-4)]).toEqual([0, 10, 1, 11]);
  });
});

describe("moments", () => {
  it("are mean and population deviation of the lanes that count", () => {
    const moments = new Moments(1);
    moments.add(Float32Array.of(2, 4, 4, 4), 0, 4);
    moments.add(Float32Array.of(5, 5, 7, 9), 0, 4);
    moments.add(Float32Array.of(5, 99, 99, 99), 0, 1);
    expect(moments.summary().mean[0]).toBeCloseTo(5, 12);
    expect(moments.summary().std[0]).toBeCloseTo(Math.sqrt(32 / 9), 12);
  });

  it("have no deviation where nothing changes, and are 0 for nothing", () => {
    const moments = new Moments(2);
    expect(moments.summary()).toEqual({ mean: [0, 0], std: [0, 0] });
    const constant = Float32Array.of(0.1, 0.1, 0.1, 0.1, -1e9, -1e9, -1e9, -1e9);
    for (let i = 0; i < 1000; i++) moments.add(constant, 0, 4);
    expect(moments.summary()).toEqual({ mean: [Math.fround(0.1), -1e9], std: [0, 0] });
    expect(moments.scalars()[1]).toEqual({ mean: [-1e9], std: [0] });
  });
});
