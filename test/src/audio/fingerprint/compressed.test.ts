import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compress, decompress, FingerprintError } from "../../../../src/audio/fingerprint/compare/index.ts";

const hashes = fc
  .array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { maxLength: 60 })
  .map((list) => Uint32Array.from(list));

describe("the compressed form", () => {
  it("gives back what went in", () => {
    fc.assert(
      fc.property(hashes, (list) => void expect(decompress(compress(list))).toEqual(list)),
      { seed: 2 },
    );
  });

  it("gives hashes or a FingerprintError for any text", () => {
    const text = fc.string({ unit: fc.constantFrom(..."AQBgwz-_09 é="), maxLength: 80 });
    fc.assert(
      fc.property(text, (value) => {
        try {
          expect(decompress(value).length).toBeLessThanOrEqual(65_536);
        } catch (error) {
          expect(error).toBeInstanceOf(FingerprintError);
        }
      }),
      { numRuns: 2_000, seed: 1 },
    );
  });

  it("refuses every cut and every mutation it cannot read, with its own error", () => {
    const whole = compress(Uint32Array.from([1, 2 ** 31, 0xffffffff, 5, 5]));
    for (let length = 0; length < whole.length; length++) {
      expect(() => decompress(whole.slice(0, length)), String(length)).toThrow(FingerprintError);
    }
    expect(() => decompress(`${whole}AAAA`)).toThrow(FingerprintError);
  });

  it("refuses a count that the bytes cannot hold, another algorithm, and hashes of more than 32 bits", () => {
    const of = (...bytes: number[]) => Buffer.from(bytes).toString("base64url");
    expect(() => decompress(of(1, 255, 255, 255, 0))).toThrow(/at the most/);
    expect(() => decompress(of(1, 0, 255, 0, 0))).toThrow(/cut off/);
    expect(() => decompress(of(2, 0, 0, 1, 0))).toThrow(/algorithm/);
    // Two gaps of 7 + 31, then the end.
    expect(() => decompress(of(1, 0, 0, 1, 0b00_111_111, 0, 0xff, 0x03))).toThrow(/32 bits/);
  });
});
