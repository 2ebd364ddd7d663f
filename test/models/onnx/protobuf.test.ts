import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesField, integerField, stringField, varint } from "../../../models/onnx/protobuf.ts";

/** Decodes a varint as the wire format's specification describes it. */
function decode(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 7n) | BigInt(byte & 0x7f), 0n);
}

describe("protobuf", () => {
  it("encodes the examples of the wire format's documentation", () => {
    expect([...varint(1)]).toEqual([0x01]);
    expect([...varint(150)]).toEqual([0x96, 0x01]);
    expect([...integerField(1, 150)]).toEqual([0x08, 0x96, 0x01]);
    expect([...stringField(2, "testing")]).toEqual([0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]);
    expect([...bytesField(3, integerField(1, 150))]).toEqual([0x1a, 0x03, 0x08, 0x96, 0x01]);
    expect([...varint(-2)]).toEqual([0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]);
  });

  it("round-trips every 64-bit number", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
        const bytes = varint(value);
        expect(decode(bytes)).toBe(value);
        expect([...bytes].map((byte) => byte >= 0x80)).toEqual(
          [...bytes].map((_, i) => i < bytes.length - 1),
        );
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it("refuses what does not fit", () => {
    expect(() => varint(2n ** 64n)).toThrow(RangeError);
    expect(() => varint(-(2n ** 63n) - 1n)).toThrow(RangeError);
    expect(() => varint(1.5)).toThrow(RangeError);
  });
});
