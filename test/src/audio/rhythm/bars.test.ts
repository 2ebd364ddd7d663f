import { describe, expect, it } from "vitest";
import { countBars } from "../../../../src/audio/rhythm/bars.ts";

const EVEN = [0.2, 0.2, 0.2, 0.2, 0.2];

/** Odds that are plain about which beats are downbeats. */
function odds(beats: number, isDownbeat: (beat: number) => boolean): Float64Array {
  return Float64Array.from({ length: beats }, (_, i) => (isDownbeat(i) ? 2 : -2));
}

describe("countBars", () => {
  it.each([3, 4, 5, 6, 7])("counts %d", (metre) => {
    const bars = countBars(
      odds(84, (i) => i % metre === 2),
      EVEN,
    );
    expect(bars.metre).toBe(metre);
    expect(bars.certainty).toBeGreaterThan(0.7);
    expect(bars.starts.every((beat) => beat % metre === 2)).toBe(true);
    expect(bars.certainties.every((p) => p > 0.9)).toBe(true);
  });

  it("starts anew after a beat too many", () => {
    const { starts } = countBars(
      odds(81, (i) => (i < 40 ? i % 4 === 0 : (i - 41) % 4 === 0)),
      EVEN,
    );
    expect(starts.filter((beat) => beat < 40)).toEqual([0, 4, 8, 12, 16, 20, 24, 28, 32, 36]);
    expect(starts.filter((beat) => beat > 41)).toEqual([45, 49, 53, 57, 61, 65, 69, 73, 77]);
  });

  it("follows the prior where the odds tell nothing", () => {
    const bars = countBars(new Float64Array(40), [0.6, 0.1, 0.1, 0.1, 0.1]);
    expect(bars.metre).toBe(3);
    expect(bars.certainties.every((p) => p < 0.5)).toBe(true);
  });

  it("leaves out no downbeat where none is likely, as in clicks that are all alike", () => {
    const alike = Float64Array.from({ length: 59 }, () => -8);
    alike[17] = 3;
    const { metre, starts } = countBars(alike, [0, 1, 0, 0, 0]);
    const lengths = [...starts, alike.length].map((start, i, all) => start - (all[i - 1] ?? 0));
    expect(metre).toBe(4);
    expect(starts).toContain(17);
    for (const length of lengths) expect(length).toBeLessThan(2 * metre);
  });

  it("copes with no beats and with one", () => {
    expect(countBars(new Float64Array(0), EVEN).starts).toEqual([]);
    expect(countBars(Float64Array.of(1), EVEN).starts).toEqual([0]);
  });
});
