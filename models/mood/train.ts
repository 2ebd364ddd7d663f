import { sha256Of } from "../attributes/card.ts";
import type { Validation } from "../attributes/evaluate.ts";
import { columnOf } from "../attributes/fit.ts";
import { scoreAttribute } from "../attributes/scores.ts";
import { fromRows, rowOf } from "../learning/matrix.ts";
import { correlation, mean, quantile, rSquared } from "../learning/metrics.ts";
import { writeCardText } from "./card-text.ts";
import { crossValidateMood, type MoodRepeat } from "./evaluate.ts";
import { writeModel } from "./graph.ts";
import { EMOTIONS, INPUTS } from "./inputs.ts";
import { fitMood, type MoodRegressor, predictMood } from "./regressor.ts";
import { type MoodTable, readTable } from "./table.ts";

/** How the published model is judged and seeded; cnn.py has the same. */
export const MOOD_VALIDATION: Validation = { folds: 5, repeats: 5, seed: 2026 };

/** What cnn.py writes of one network; predictions are by repeat, row, emotion. */
interface NetworkScores {
  width: number;
  parameters: number;
  rSquared: number[];
  pearson: number[];
  predictions: number[][][];
}

/** Everything there is to know about a trained model; `card.md` says the same to people. */
export type Card = ReturnType<typeof makeCard>;

/** The three files of a trained model. */
export interface TrainedModel {
  onnx: Uint8Array;
  card: Card;
  cardText: string;
}

const digits = (value: number) => Number(value.toPrecision(6));

/**
 * Trains the mood model: judges the recipe by cross-validation, then learns from all rows.
 *
 * @param csv a table as `readTable` wants it
 * @param networks what cnn.py wrote about the same table
 * @throws RangeError when the table cannot be used
 */
export function trainMood(csv: string, networks: string, validation: Validation): TrainedModel {
  const table = readTable(csv);
  const repeats = crossValidateMood(table, validation);
  const model = fitMood(table.inputs, table.targets, validation.seed);
  const onnx = writeModel(model);
  const rivals = (JSON.parse(networks) as { networks: NetworkScores[] }).networks;
  const card = makeCard(table, csv, onnx, model, repeats, validation, rivals);
  return { onnx, card, cardText: writeCardText(card) };
}

function makeCard(
  table: MoodTable,
  csv: string,
  onnx: Uint8Array,
  model: MoodRegressor,
  repeats: readonly MoodRepeat[],
  validation: Validation,
  networks: readonly NetworkScores[],
) {
  const sha256 = sha256Of(onnx);
  const distances = repeats.flatMap((repeat) => [...repeat.distances]);
  const emotions = EMOTIONS.map((name, target) => describe(table, repeats, name, target));
  return {
    name: "descant-mood",
    version: sha256.slice(0, 16),
    sha256,
    bytes: onnx.length,
    command: "npm run train -- mood <table.csv> <cnn.json>",
    data: {
      name: "Emotify: 300 clips of Magnatune recordings with the emotions that players of a game felt",
      authors: "Anna Aljanaki, Frans Wiering, Remco Veltkamp (2016)",
      licence:
        "audio of a label that gives CC BY-NC-SA 1.0 (not verified by us): for non-commercial research",
      sha256: sha256Of(csv),
      rows: table.targets.rows,
      raters: {
        least: Math.min(...table.raters),
        median: quantile(table.raters, 0.5),
        most: Math.max(...table.raters),
      },
    },
    validation: { ...validation, split: "random by recording; artists are not known" },
    emotions,
    average: {
      rSquared: digits(mean(emotions.map((emotion) => emotion.rSquared))),
      pearson: digits(mean(emotions.map((emotion) => emotion.pearson))),
      spearman: digits(mean(emotions.map((emotion) => emotion.spearman))),
      genreMeanRSquared: digits(mean(emotions.map((emotion) => emotion.genreMeanRSquared))),
    },
    networks: networks.map((network) => ({
      width: network.width,
      parameters: network.parameters,
      rSquared: digits(mean(network.rSquared)),
      pearson: digits(mean(network.pearson)),
      withThisModel: blend(table, repeats, network),
    })),
    distance: { median: digits(quantile(distances, 0.5)), familiar: digits(quantile(distances, 0.95)) },
    inputs: INPUTS.map(({ descriptor, statistic, index }) => ({ descriptor, statistic, index })),
    checks: checksOf(model, table),
  };
}

function describe(table: MoodTable, repeats: readonly MoodRepeat[], name: string, target: number) {
  const score = scoreAttribute(table.targets, target, repeats);
  const truth = columnOf(table.targets, target);
  const over = (measure: (repeat: MoodRepeat) => number) => digits(mean(repeats.map(measure)));
  return {
    name,
    meanShare: digits(mean(truth)),
    rSquared: digits(score.rSquared),
    pearson: over((repeat) => correlation(truth, columnOf(repeat.values, target))),
    spearman: over((repeat) => correlation(ranks(truth), ranks(columnOf(repeat.values, target)))),
    meanAbsoluteError: digits(score.meanAbsoluteError),
    meanRSquared: digits(score.baseline.rSquared),
    genreMeanRSquared: over((repeat) => rSquared(truth, columnOf(repeat.genreMean, target))),
    /** R² of the raters' shares with the shares of endlessly many raters, were they to answer alike: nobody can score higher. */
    ceiling: digits(
      1 - mean(truth.map((share, row) => (share * (1 - share)) / table.raters[row]!)) / variance(truth),
    ),
    intervals: score.intervals.map(({ upTo, halfWidth }) => ({
      upTo: digits(upTo),
      halfWidth: digits(halfWidth),
    })),
    intervalCoverage: digits(score.intervalCoverage),
    skill: digits(Math.max(0, score.rSquared)),
  };
}

function variance(values: Float64Array): number {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** 2));
}

/** Ranks from 0; equal values share the mean of theirs. */
function ranks(values: Float64Array): Float64Array {
  return values.map((value) => {
    const below = values.reduce((count, other) => count + Number(other < value), 0);
    const equal = values.reduce((count, other) => count + Number(other === value), 0);
    return below + (equal - 1) / 2;
  });
}

/** Scores of the average of this model's and a network's out-of-fold predictions. */
function blend(table: MoodTable, repeats: readonly MoodRepeat[], network: NetworkScores) {
  const scores = repeats.map((repeat, r) =>
    EMOTIONS.map((_, target) => {
      const truth = columnOf(table.targets, target);
      const both = columnOf(repeat.values, target).map(
        (value, row) => 0.5 * (value + network.predictions[r]![row]![target]!),
      );
      return { rSquared: rSquared(truth, both), pearson: correlation(truth, both) };
    }),
  );
  return {
    rSquared: digits(mean(scores.flat().map((score) => score.rSquared))),
    pearson: digits(mean(scores.flat().map((score) => score.pearson))),
  };
}

/** Made-up inputs, quantiles by column, with what the double-precision model says of them. */
function checksOf(model: MoodRegressor, { inputs }: MoodTable) {
  const rows = [0.25, 0.5, 0.75, 1].map((share) =>
    INPUTS.map((_, column) => Number(quantile(columnOf(inputs, column), share).toPrecision(6))),
  );
  const { values, distances } = predictMood(model, fromRows(rows));
  return rows.map((vector, row) => ({
    inputs: vector,
    values: Array.from(rowOf(values, row), (value) => Number(value.toPrecision(7))),
    distance: Number(distances[row]!.toPrecision(7)),
  }));
}
