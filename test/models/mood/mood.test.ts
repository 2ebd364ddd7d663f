import { describe, expect, it } from "vitest";
import { rowOf } from "../../../models/learning/matrix.ts";
import { correlation } from "../../../models/learning/metrics.ts";
import { mulberry32 } from "../../../models/learning/random.ts";
import { EMOTIONS, INPUTS } from "../../../models/mood/inputs.ts";
import { readTable } from "../../../models/mood/table.ts";
import { trainMood } from "../../../models/mood/train.ts";

const ROWS = 40;

/** A table in which calmness falls with onsets, level and centroid, and everything else is noise. */
function syntheticTable(): string {
  const random = mulberry32(7);
  const columns = INPUTS.filter(({ descriptor }) => descriptor !== "mode").map(
    ({ descriptor, statistic, index }) => `${descriptor}.${index}.${statistic}`,
  );
  const header = ["file", "genre", "raters", ...EMOTIONS, ...columns, "mode", "key_confidence"];
  const lines = Array.from({ length: ROWS }, (_, row) => {
    const calm = random();
    const shares = EMOTIONS.map((emotion) => (emotion === "calmness" ? calm : 0.5 * random()).toFixed(4));
    const values = columns.map((column) =>
      (/^(onset_strength|rms|spectral_centroid)\.0/.test(column)
        ? Math.exp(-3 * calm)
        : 0.5 + random()
      ).toFixed(6),
    );
    return [`${row}.ogg`, row % 2 ? "rock" : "pop", 20, ...shares, ...values, row % 2, 0.5].join(",");
  });
  return `${[header.join(","), ...lines].join("\n")}\n`;
}

/** What cnn.py would write of a network that always says 0.2. */
const constant = EMOTIONS.map(() => 0.2);
const NETWORKS = JSON.stringify({
  networks: [
    {
      width: 4,
      parameters: 10,
      rSquared: EMOTIONS.map(() => -0.1),
      pearson: EMOTIONS.map(() => 0),
      predictions: [0, 1].map(() => Array.from({ length: ROWS }, () => constant)),
    },
  ],
});

describe("the mood trainer", () => {
  const { card, cardText, onnx } = trainMood(syntheticTable(), NETWORKS, { folds: 5, repeats: 2, seed: 1 });

  it("learns what is there to learn, and says of the rest that it did not", () => {
    const skill = Object.fromEntries(card.emotions.map(({ name, rSquared }) => [name, rSquared]));
    expect(skill.calmness).toBeGreaterThan(0.3);
    for (const name of EMOTIONS) if (name !== "calmness") expect(skill[name]).toBeLessThan(0.2);
  });

  it("publishes the network's scores beside its own, and that the data are for research", () => {
    expect(card.networks[0]).toMatchObject({ width: 4, rSquared: -0.1, pearson: 0 });
    expect(cardText).toContain("network of width 4");
    expect(cardText).toContain("Trained on data for non-commercial research");
  });

  it("gives the same bytes for the same table, and nothing that is not finite", () => {
    const again = trainMood(syntheticTable(), NETWORKS, { folds: 5, repeats: 2, seed: 1 });
    expect(Buffer.compare(Buffer.from(again.onnx), Buffer.from(onnx))).toBe(0);
    expect(JSON.stringify(card)).not.toContain("null");
    expect(card.bytes).toBe(onnx.length);
  });

  it("reads the mode by its confidence, negative for minor", () => {
    const { inputs } = readTable(syntheticTable());
    const at = INPUTS.findIndex(({ descriptor }) => descriptor === "mode");
    expect(rowOf(inputs, 0)[at]).toBe(-0.5);
    expect(rowOf(inputs, 1)[at]).toBe(0.5);
  });

  it("refuses shares beyond 1 and missing columns", () => {
    const table = syntheticTable();
    expect(() => readTable(table.replace("key_confidence", "x"))).toThrow("no column key_confidence");
    expect(() => readTable(table.replace("pop,20,", "pop,20,1.5,"))).toThrow("amazement cannot be 1.5");
  });
});

describe("correlation", () => {
  it("is 1, −1 and 0 where it must be", () => {
    expect(correlation([1, 2, 3], [2, 4, 6])).toBeCloseTo(1, 12);
    expect(correlation([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
    expect(correlation([1, 2, 3], [5, 5, 5])).toBe(0);
  });
});
