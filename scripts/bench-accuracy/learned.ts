import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseCsv } from "../../models/attributes/table.ts";
import { correlation } from "../../models/learning/metrics.ts";
import { every } from "./frame/every.ts";
// First of all it teaches Node to load weights; what needs them is imported after it.
import "./models-in-node.ts";
import type { AccuracyRow } from "./row.ts";
import { analyseFile } from "./whole-analysis.ts";

const { createMoodModel } = await import("../../src/ai/index.ts");

const CARD = path.join(import.meta.dirname, "../../models/attributes/card.json");

/**
 * How the shipped mood model's answers correlate with the listeners' of Emotify, which it has learned from.
 * @param folder holds ratings.csv and the recordings
 * @param step every how manieth recording is heard
 * @returns Pearson's correlation by emotion; null where the set is missing
 */
export async function shippedMood(folder: string, step: number): Promise<Map<string, number> | null> {
  const ratings = path.join(folder, "ratings.csv");
  if (!existsSync(ratings)) return null;
  const [header = [], ...records] = parseCsv(readFileSync(ratings, "utf8"));
  const model = createMoodModel();
  const heard: { record: string[]; shares: Map<string, number> }[] = [];
  for (const record of every(step, records)) {
    const { descriptors, harmony } = await analyseFile(path.join(folder, record[0]!));
    const { emotions } = await model.predict(descriptors, harmony.key);
    heard.push({ record, shares: new Map(emotions.map(({ name, share }) => [name, share])) });
  }
  return new Map(
    [...heard[0]!.shares.keys()].map((name) => {
      const column = header.indexOf(name);
      const theirs = heard.map(({ record }) => Number(record[column]));
      return [
        name,
        correlation(
          theirs,
          heard.map(({ shares }) => shares.get(name)!),
        ),
      ];
    }),
  );
}

interface AttributesCard {
  attributes: Record<string, { rSquared: number; baseline: { rSquared: number } }>;
  data: { rows?: number };
}

/** What the attribute model reached when it was judged on recordings that it had not seen, from its card. */
export function attributeRows(): AccuracyRow[] {
  const { attributes, data } = JSON.parse(readFileSync(CARD, "utf8")) as AttributesCard;
  return Object.entries(attributes).map(([name, { rSquared, baseline }]) => ({
    figure: `${name}, R²`,
    set: "FMA with the Echo Nest's values",
    count: data.rows ?? 0,
    ours: rSquared,
    baseline: { name: "the mean", value: baseline.rSquared },
    note: "cross-validated when it was trained, from models/attributes/card.json",
  }));
}
