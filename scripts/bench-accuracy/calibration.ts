import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { crossValidate } from "../../models/attributes/evaluate.ts";
import { columnOf, fitRegressor } from "../../models/attributes/fit.ts";
import { ATTRIBUTES } from "../../models/attributes/inputs.ts";
import { predict } from "../../models/attributes/regressor.ts";
import { parseCsv, readTable, type TrainingTable } from "../../models/attributes/table.ts";
import type { Matrix } from "../../models/learning/matrix.ts";
import { mean } from "../../models/learning/metrics.ts";
import { calibrateAttribute } from "../../src/calibrations/calibrate-attribute.ts";
import type { AccuracyRow } from "./row.ts";

const SEED = 2026;
const GENRE = "genre_parent_title";
/** Recordings that a genre needs to be taken for a library of its own. */
const LARGE = 60;

/**
 * What a calibration would do for somebody who knows their tracks by the Echo Nest's values, which is where Spotify's came
 * from. Two libraries are tried: one like what the attribute model has learned from (its cross-validated predictions), and, for
 * each large genre, one of a genre that it has never met. Both errors are on pairs held out from the maps.
 *
 * @param tables the folder with the FMA and Echo Nest table
 * @returns no rows where the table is missing
 */
export function calibrationRows(tables: string): AccuracyRow[] {
  const file = path.join(tables, "fma-echonest-650.csv");
  if (!existsSync(file)) return [];
  const text = readFileSync(file, "utf8");
  const whole = readTable(text);
  const [repeat] = crossValidate(whole, { folds: 10, repeats: 1, seed: SEED });
  const rows = rowsOf("FMA, like the model's own data", whole, repeat!.values);
  const [header = [], ...records] = parseCsv(text);
  const genre = header.indexOf(GENRE);
  for (const name of new Set(records.map((record) => record[genre]!))) {
    const isIts = (record: string[]) => record[genre] === name;
    const its = records.filter(isIts);
    if (its.length < LARGE) continue;
    const others = readTable(csvOf([header, ...records.filter((record) => !isIts(record))]));
    const table = readTable(csvOf([header, ...its]));
    const model = fitRegressor(others.inputs, others.targets, SEED);
    rows.push(...rowsOf(`FMA, ${name}, unheard by the model`, table, predict(model, table.inputs).values));
  }
  return rows;
}

function rowsOf(set: string, { targets }: TrainingTable, ours: Matrix): AccuracyRow[] {
  return ATTRIBUTES.flatMap((name, column) => {
    // Rounded as answers are.
    const values = columnOf(ours, column).map((value) => Number(value.toFixed(3)));
    const outcome = calibrateAttribute("auto", values, columnOf(targets, column), SEED);
    if (!("map" in outcome)) return [];
    const { status, method, before, after, gain } = outcome;
    const two = (value: number | null) => (value ?? 0).toFixed(2);
    const { low, high } = gain.interval;
    return {
      figure: `${name}: mean absolute error after calibration`,
      set,
      count: outcome.pairs,
      ours: after.mae.value,
      baseline: { name: "before", value: before.mae.value },
      note: `${status} (${method}); gain ${low.toFixed(3)} to ${high.toFixed(3)}; Spearman ${two(before.spearman.value)} → ${two(after.spearman.value)}; same side ${two(before.sameSide.value)} → ${two(after.sameSide.value)}`,
    };
  });
}

function csvOf(records: readonly string[][]): string {
  const cell = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return records.map((record) => record.map(cell).join(",")).join("\n");
}

/** The same, one row a library: the mean over the attributes, before and after. */
export function calibrationSummary(rows: readonly AccuracyRow[]): AccuracyRow[] {
  return [...new Set(rows.map(({ set }) => set))].map((set) => {
    const its = rows.filter((row) => row.set === set);
    const helped = its.filter(({ note }) => note?.startsWith("calibrated")).length;
    return {
      figure: "calibration, mean absolute error after it",
      set,
      count: its[0]!.count,
      ours: mean(its.map(({ ours }) => ours!)),
      baseline: { name: "before", value: mean(its.map(({ baseline }) => baseline!.value)) },
      note: `${helped} of ${its.length} attributes are better for it, the others would be refused; each: node scripts/bench-accuracy/calibration.ts <tables>`,
    };
  });
}

if (import.meta.main) {
  const [tables] = process.argv.slice(2);
  if (tables === undefined) {
    console.error("Usage: node scripts/bench-accuracy/calibration.ts <folder of tables>");
    process.exitCode = 2;
  } else {
    for (const { figure, set, count, ours, baseline, note } of calibrationRows(tables)) {
      console.log(
        `| ${figure.split(":")[0]} | ${set} | ${count} | ${baseline!.value.toFixed(3)} | ${ours!.toFixed(3)} | ${note} |`,
      );
    }
  }
}
