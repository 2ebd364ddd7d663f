import { createHash } from "node:crypto";
import { fromRows, rowOf } from "../learning/matrix.ts";
import { mean, meanAbsoluteError, quantile, standardDeviation } from "../learning/metrics.ts";
import type { Repeat, Validation } from "./evaluate.ts";
import { columnOf, LANDMARK_GROUP } from "./fit.ts";
import { ATTRIBUTES, type Attribute, INPUTS } from "./inputs.ts";
import { provenanceOf } from "./provenance.ts";
import { predict, type Regressor } from "./regressor.ts";
import { INTERVAL_SHARE, type Score, scoreAttribute } from "./scores.ts";
import type { TrainingTable } from "./table.ts";

/** R² that an attribute must reach before the card says that the data support it. */
export const SUPPORTED_FROM = 0.25;
const DISTANCE_PARTS = 4;

/** What the card tells of one attribute. */
export interface AttributeCard extends Score {
  /** Highest confidence that the model ever gives: R² on unseen rows, or 0 where that is negative. */
  skill: number;
  /** Whether the data teach enough of it to be useful for one recording. */
  supported: boolean;
  /** What was chosen for it on all rows. */
  head: { link: string; gamma: number; lambda: number };
}

/** Everything there is to know about a trained model, for machines; `card.md` says the same to people. */
export type Card = ReturnType<typeof makeCard>;

/** What a training run was given and what came of it. */
export interface Training {
  table: TrainingTable;
  /** SHA-256 of the text that the table was read from. */
  tableSha256: string;
  model: Regressor;
  /** The ONNX file. */
  file: Uint8Array;
  repeats: readonly Repeat[];
  validation: Validation;
  /** Date to print, YYYY-MM-DD; left out, the card does not depend on the day. */
  created?: string | undefined;
}

/** Puts the card of a training run together; figures are rounded to six digits. */
export function makeCard({ table, tableSha256, model, file, repeats, validation, created }: Training) {
  const sha256 = sha256Of(file);
  const distances = repeats.flatMap((repeat) => [...repeat.distances]);
  const inputs = INPUTS.map(({ descriptor, index }, column) => {
    const values = columnOf(table.inputs, column);
    return {
      descriptor,
      index,
      mean: digits(mean(values)),
      deviation: digits(standardDeviation(values)),
      minimum: digits(quantile(values, 0)),
      quantiles: [0.05, 0.25, 0.5, 0.75, 0.95].map((share) => digits(quantile(values, share))),
      maximum: digits(quantile(values, 1)),
    };
  });
  return {
    name: "descant-attributes",
    version: sha256.slice(0, 16),
    sha256,
    bytes: file.length,
    ...(created === undefined ? {} : { created }),
    command: "npm run train -- attributes <table.csv>",
    data: {
      ...provenanceOf(tableSha256),
      sha256: tableSha256,
      rows: table.inputs.rows,
      incompleteRows: table.incomplete,
    },
    validation: { ...validation, split: "random by row", intervalShare: INTERVAL_SHARE },
    landmarks: { count: model.landmarks.rows, rowsAveraged: LANDMARK_GROUP },
    inputs,
    attributes: Object.fromEntries(
      ATTRIBUTES.map((name, target) => [name, describe(table, model, repeats, target)]),
    ) as Record<Attribute, AttributeCard>,
    distance: {
      median: digits(quantile(distances, 0.5)),
      familiar: digits(quantile(distances, 0.95)),
      largest: digits(quantile(distances, 1)),
      errors: errorsByDistance(table, repeats),
    },
    checks: checks(
      model,
      [1, 2, 3].map((q) => inputs.map((input) => input.quantiles[q]!)).concat([inputs.map((i) => i.maximum)]),
    ),
  };
}

/** SHA-256 of a file or a text, in hexadecimal. */
export function sha256Of(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Rounds to six significant digits. */
function digits(value: number): number {
  return Number(value.toPrecision(6));
}

function describe(table: TrainingTable, model: Regressor, repeats: readonly Repeat[], target: number) {
  const score = scoreAttribute(table.targets, target, repeats);
  const { link, gamma, lambda } = model.heads[target]!;
  return {
    rSquared: digits(score.rSquared),
    rSquaredDeviation: digits(score.rSquaredDeviation),
    meanAbsoluteError: digits(score.meanAbsoluteError),
    baseline: {
      rSquared: digits(score.baseline.rSquared),
      meanAbsoluteError: digits(score.baseline.meanAbsoluteError),
    },
    intervals: score.intervals.map(({ upTo, halfWidth }) => ({
      upTo: digits(upTo),
      halfWidth: digits(halfWidth),
    })),
    intervalCoverage: digits(score.intervalCoverage),
    skill: digits(Math.max(0, score.rSquared)),
    supported: score.rSquared >= SUPPORTED_FROM,
    head: { link, gamma, lambda },
  };
}

/** Mean absolute error as a share of the baseline's, averaged over attributes, for rows near to and far from the landmarks. */
function errorsByDistance({ targets }: TrainingTable, repeats: readonly Repeat[]) {
  const all = repeats.flatMap((repeat) => [...repeat.distances]);
  const edges = Array.from({ length: DISTANCE_PARTS }, (_, part) =>
    quantile(all, (part + 1) / DISTANCE_PARTS),
  );
  return edges.map((upTo, part) => {
    const from = part === 0 ? -1 : edges[part - 1]!;
    const chosen = repeats.map(({ distances }) =>
      [...distances.keys()].filter((row) => distances[row]! > from && distances[row]! <= upTo),
    );
    const shares = ATTRIBUTES.map((_, target) => {
      const pick = (which: "values" | "baseline") =>
        repeats.flatMap((repeat, r) => pickFrom(columnOf(repeat[which], target), chosen[r]!));
      const truth = repeats.flatMap((_, r) => pickFrom(columnOf(targets, target), chosen[r]!));
      return meanAbsoluteError(truth, pick("values")) / meanAbsoluteError(truth, pick("baseline"));
    });
    return { upTo: digits(upTo), relativeError: digits(mean(shares)) };
  });
}

function pickFrom(values: Float64Array, rows: readonly number[]): number[] {
  return rows.map((row) => values[row]!);
}

/** Made-up inputs with the outputs that the double-precision model gives them: any runtime of the file can be held against these. */
function checks(model: Regressor, rows: readonly number[][]) {
  const { values, distances } = predict(model, fromRows(rows));
  return rows.map((inputs, row) => ({
    inputs,
    values: Array.from(rowOf(values, row), (value) => Number(value.toPrecision(9))),
    distance: Number(distances[row]!.toPrecision(9)),
  }));
}
