import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseCsv } from "../../models/attributes/table.ts";
import { readTable } from "../../models/genre/table.ts";
import { rowOf } from "../../models/learning/matrix.ts";
import { correlation, mean } from "../../models/learning/metrics.ts";
import { every } from "./frame/every.ts";
// First of all it teaches Node to load weights; what needs them is imported after it.
import "./models-in-node.ts";
import type { AccuracyRow } from "./row.ts";
import { analyseFile } from "./whole-analysis.ts";

const { loadOnnxModel } = await import("../../src/ai/onnx-session.ts");
const { createMoodModel } = await import("../../src/ai/index.ts");

const MODELS = path.join(import.meta.dirname, "../../models");

const cardOf = <T>(name: string): T =>
  JSON.parse(readFileSync(path.join(MODELS, name, "card.json"), "utf8")) as T;

interface GenreCard {
  genres: string[];
  threshold: number;
  baselines: { supportVectors: { accuracy: number } };
}

/**
 * The shipped genre model on the test part of the fault-filtered split, which neither trained it nor chose anything.
 * @param tables the folder with the table and the split
 * @returns no rows where they are missing
 */
export async function genreRows(tables: string): Promise<AccuracyRow[]> {
  const table = path.join(tables, "gtzan-features-30s.csv.gz");
  const folder = path.join(tables, "gtzan-fault-filtered-split");
  if (!existsSync(table) || !existsSync(folder)) return [];
  const { gunzipSync } = await import("node:zlib");
  const list = (name: string) => readFileSync(path.join(folder, `${name}_filtered.txt`), "utf8");
  const lists = { train: list("train"), valid: list("valid"), test: list("test") };
  const { test } = readTable(gunzipSync(readFileSync(table)).toString(), lists);
  const card = cardOf<GenreCard>("genre");
  const model = await loadOnnxModel(
    new Uint8Array(readFileSync(path.join(MODELS, "genre/model.onnx"))).buffer,
  );
  const judged: { right: number; top: number }[] = [];
  for (const [row, genre] of test.genres.entries()) {
    const input = Float32Array.from(rowOf(test.inputs, row));
    const { probabilities } = await model.run(input, input.length);
    const top = Math.max(...probabilities!);
    judged.push({ right: Number(probabilities!.indexOf(top) === genre), top });
  }
  const answered = judged.filter(({ top }) => top >= card.threshold);
  const share = (answered.length / judged.length).toFixed(2);
  return [
    {
      figure: "genre, accuracy",
      set: "GTZAN's statistics, fault-filtered test split",
      count: judged.length,
      ours: mean(judged.map(({ right }) => right)),
      baseline: { name: "support vectors", value: card.baselines.supportVectors.accuracy },
      target: { value: 0.6, better: "higher" },
      note: `unseen; where it does not abstain (${share} of them) ${mean(answered.map(({ right }) => right)).toFixed(3)}`,
    },
  ];
}

interface MoodCard {
  emotions: { name: string; pearson: number }[];
  average: { pearson: number; rSquared: number };
}

/**
 * The shipped mood model on Emotify's recordings, which it has seen: beside each figure stands the cross-validated one of its card.
 * @param folder holds ratings.csv and the recordings
 * @param step every how manieth recording is heard
 * @returns no rows where it is missing
 */
export async function moodRows(folder: string, step: number): Promise<AccuracyRow[]> {
  const ratings = path.join(folder, "ratings.csv");
  if (!existsSync(ratings)) return [];
  const [header = [], ...records] = parseCsv(readFileSync(ratings, "utf8"));
  const card = cardOf<MoodCard>("mood");
  const model = createMoodModel();
  const heard: { record: string[]; shares: Map<string, number> }[] = [];
  for (const record of every(step, records)) {
    const { descriptors, harmony } = await analyseFile(path.join(folder, record[0]!));
    const { emotions } = await model.predict(descriptors, harmony.key);
    heard.push({ record, shares: new Map(emotions.map(({ name, share }) => [name, share])) });
  }
  const shipped = card.emotions.map(({ name }) => {
    const column = header.indexOf(name);
    return correlation(
      heard.map(({ record }) => Number(record[column])),
      heard.map(({ shares }) => shares.get(name)!),
    );
  });
  const note = "ours: cross-validated by recording when the model was trained, from models/mood/card.json";
  const rows = card.emotions.map(({ name, pearson }, i) => ({
    figure: `mood, ${name.replace("_", " ")}, Pearson`,
    ours: pearson,
    seen: shipped[i]!,
  }));
  const all = { figure: "mood, mean of nine, Pearson", ours: card.average.pearson, seen: mean(shipped) };
  return [all, ...rows].map((row) => ({ ...row, set: "Emotify", count: heard.length, note }));
}

interface AttributesCard {
  attributes: Record<string, { rSquared: number; baseline: { rSquared: number } }>;
  data: { rows?: number };
}

/** What the attribute model reached when it was judged on recordings that it had not seen, from its card. */
export function attributeRows(): AccuracyRow[] {
  const { attributes, data } = cardOf<AttributesCard>("attributes");
  return Object.entries(attributes).map(([name, { rSquared, baseline }]) => ({
    figure: `${name}, R²`,
    set: "FMA with the Echo Nest's values",
    count: data.rows ?? 0,
    ours: rSquared,
    baseline: { name: "the mean", value: baseline.rSquared },
    note: "cross-validated when it was trained, from models/attributes/card.json",
  }));
}
