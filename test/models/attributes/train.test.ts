import { describe, expect, it } from "vitest";
import { crossValidate } from "../../../models/attributes/evaluate.ts";
import { fitRegressor } from "../../../models/attributes/fit.ts";
import { ATTRIBUTES } from "../../../models/attributes/inputs.ts";
import { predict } from "../../../models/attributes/regressor.ts";
import { readTable } from "../../../models/attributes/table.ts";
import { trainAttributes } from "../../../models/attributes/train.ts";
import { fromRows, rowOf } from "../../../models/learning/matrix.ts";
import { syntheticTable } from "./synthetic-table.ts";

const VALIDATION = { folds: 4, repeats: 2, seed: 11 };
const csv = syntheticTable(80);
const trained = trainAttributes(csv, VALIDATION);

describe("trainAttributes", () => {
  it("gives the same bytes again", () => {
    const again = trainAttributes(csv, VALIDATION);
    expect(again.onnx).toEqual(trained.onnx);
    expect(JSON.stringify(again.card)).toBe(JSON.stringify(trained.card));
    expect(again.cardText).toBe(trained.cardText);
  });

  it("gives other bytes and another version for other data", () => {
    const other = trainAttributes(syntheticTable(80, 8), VALIDATION);
    expect(other.card.version).not.toBe(trained.card.version);
  });

  it("beats the mean where there is something to learn, and says what the mean is worth", () => {
    for (const name of ATTRIBUTES) {
      const { rSquared, meanAbsoluteError, baseline, skill } = trained.card.attributes[name];
      expect(rSquared).toBeGreaterThan(0.4);
      expect(meanAbsoluteError).toBeLessThan(baseline.meanAbsoluteError);
      expect(baseline.rSquared).toBeLessThanOrEqual(0);
      expect(skill).toBe(rSquared);
    }
  });

  it("calls an attribute that the inputs do not tell unsupported", () => {
    const [header, ...lines] = csv.trimEnd().split("\n");
    const noise = lines.map((line, row) => line.replace(/[^,]*$/, String(((row * 37) % 80) / 80)));
    const { card, cardText } = trainAttributes([header, ...noise].join("\n"), VALIDATION);
    expect(card.attributes.valence.supported).toBe(false);
    expect(card.attributes.energy.supported).toBe(true);
    expect(cardText).toContain("The data do not support valence.");
  });

  it("does not claim a known source for an unknown table, and prints a date only when given one", () => {
    expect(trained.card.data.licence).toContain("unknown");
    expect(trained.card).not.toHaveProperty("created");
    const dated = trainAttributes(csv, VALIDATION, "2026-01-31");
    expect(dated.card.created).toBe("2026-01-31");
    expect(dated.cardText).toContain("trained 2026-01-31");
    expect(dated.onnx).toEqual(trained.onnx);
  });

  it("refuses fewer rows than folds", () => {
    expect(() => trainAttributes(syntheticTable(3), VALIDATION)).toThrow("3 rows into 4 folds");
  });
});

describe("crossValidate", () => {
  it("judges a row by a model that did not see its target", () => {
    const table = readTable(csv);
    const spoiled = { ...table, targets: { ...table.targets, data: table.targets.data.slice() } };
    rowOf(spoiled.targets, 5).fill(1);
    const before = crossValidate(table, VALIDATION)[0]!;
    const after = crossValidate(spoiled, VALIDATION)[0]!;
    expect(rowOf(after.values, 5)).toEqual(rowOf(before.values, 5));
    expect(after.values.data).not.toEqual(before.values.data);
  });
});

describe("predict", () => {
  it("measures a greater distance the further an input leaves the data", () => {
    const table = readTable(csv);
    const model = fitRegressor(table.inputs, table.targets, 1);
    const typical = rowOf(table.inputs, 0);
    const rows = [1, 2, 4, 8].map((factor) =>
      typical.map((value, i) => (i >= 12 && i < 32 ? factor * value : value)),
    );
    const { distances, values } = predict(model, fromRows(rows));
    expect([...distances]).toEqual([...distances].toSorted((a, b) => a - b));
    for (const value of values.data) expect(value >= 0 && value <= 1).toBe(true);
  });
});
