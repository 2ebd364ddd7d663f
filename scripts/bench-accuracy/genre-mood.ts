import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { mean } from "../../models/learning/metrics.ts";
import type { AccuracyRow } from "./row.ts";

const read = async (file: string) =>
  JSON.parse(await readFile(path.resolve("models", file, "card.json"), "utf8"));

/**
 * Scores of genre, measured anew where the table is there, by training from it as the published model was; without it, the card's.
 *
 * @param data the folder that holds tables/
 */
export async function genreRows(data: string): Promise<AccuracyRow[]> {
  const table = path.join(data, "tables/gtzan-features-30s.csv.gz");
  const measured = existsSync(table);
  const card = measured
    ? await trainAnew(table, path.join(data, "tables/gtzan-fault-filtered-split"))
    : await read("genre");
  const { baselines, clips, test } = card;
  const set = "GTZAN, fault-filtered test split (from its table)";
  const note = measured ? "learned and scored anew from the table" : "from the card: the table is not here";
  return [
    {
      figure: "genre of ten, accuracy",
      set,
      count: clips.test,
      ours: test.accuracy,
      baseline: { name: "support vectors", value: baselines.supportVectors.accuracy },
      peers: { "logistic regression": baselines.logisticRegression.accuracy },
      target: { value: 0.6, better: "higher" },
      note,
    },
    {
      figure: "genre of ten, accuracy of the answers given",
      set,
      count: Math.round(clips.test * test.answered.coverage),
      ours: test.answered.accuracy,
      note: `${Math.round(100 * test.answered.coverage)} % answered, the rest abstained; ${note}`,
    },
  ];
}

async function trainAnew(table: string, split: string) {
  const { trainGenre } = await import("../../models/genre/train.ts");
  const list = (part: string) => readFile(path.join(split, `${part}_filtered.txt`), "utf8");
  const lists = { train: await list("train"), valid: await list("valid"), test: await list("test") };
  return trainGenre(gunzipSync(await readFile(table)).toString("utf8"), lists).card;
}

/**
 * Scores of mood as the card has them: its cross-validation trains 25 models.
 *
 * @param seen what the shipped model reaches on the recordings that it learned from, by emotion; null if that was not measured
 */
export async function moodRows(seen: ReadonlyMap<string, number> | null): Promise<AccuracyRow[]> {
  const { average, data, emotions, networks } = await read("mood");
  const set = "Emotify, 5 × 5-fold by recording";
  const network = networks.at(-1);
  const peers = (figure: "rSquared" | "pearson") => ({
    "CNN on log-mel": network[figure],
    "both, averaged": network.withThisModel[figure],
  });
  return [
    {
      figure: "mood, mean Pearson correlation of nine emotions",
      set,
      count: data.rows,
      ours: average.pearson,
      ...(seen && { seen: mean([...seen.values()]) }),
      peers: peers("pearson"),
      note: "from the card; artists are not known, so may be on both sides",
    },
    {
      figure: "mood, mean R² of nine emotions",
      set,
      count: data.rows,
      ours: average.rSquared,
      baseline: { name: "mean of the genre", value: average.genreMeanRSquared },
      peers: peers("rSquared"),
      note: "from the card",
    },
    ...(emotions as { name: string; pearson: number }[]).map(({ name, pearson }) => ({
      figure: `mood, ${name.replace("_", " ")}, Pearson correlation`,
      set,
      count: data.rows,
      ours: pearson,
      ...(seen?.has(name) && { seen: seen.get(name)! }),
      note: "from the card",
    })),
  ];
}
