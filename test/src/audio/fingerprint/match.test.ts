import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchFingerprints } from "../../../../src/audio/fingerprint/compare/index.ts";

const list = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: length, maxLength: length })
    .map((values) => Uint32Array.from(values));

describe("matching", () => {
  it("finds any excerpt where it was cut, some bits changed", () => {
    fc.assert(
      fc.property(list(200), fc.integer({ min: 0, max: 140 }), list(60), (whole, at, noise) => {
        const part = whole
          .slice(at, at + 60)
          .map((hash, i) => hash ^ (i % 3 === 0 ? 1 << (noise[i]! & 31) : 0));
        const match = matchFingerprints(part, whole)!;
        expect(match.offsetSeconds).toBeCloseTo((at * 1365) / 11025, 9);
        expect(match.bitErrorRate).toBeCloseTo(20 / (32 * 60), 9);
        expect(matchFingerprints(whole, part)!.offsetSeconds).toBeCloseTo(-match.offsetSeconds, 9);
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  it("finds nothing in unrelated hashes", () => {
    fc.assert(
      fc.property(list(100), list(100), (a, b) => void expect(matchFingerprints(a, b)).toBeNull()),
      { numRuns: 50, seed: 2 },
    );
  });

  it("takes neither silence nor one held note for the same recording", () => {
    for (const hash of [627_964_279, 12_345]) {
      const held = new Uint32Array(500).fill(hash);
      expect(matchFingerprints(held, held)).toBeNull();
    }
    expect(matchFingerprints(new Uint32Array(0), new Uint32Array(0))).toBeNull();
    expect(matchFingerprints(new Uint32Array(0), Uint32Array.of(1))).toBeNull();
  });
});
