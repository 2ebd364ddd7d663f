import { sha256Of } from "../attributes/card.ts";
import { fromRows, type Matrix, rowOf } from "../learning/matrix.ts";
import { mean, quantile } from "../learning/metrics.ts";
import { writeCardText } from "./card-text.ts";
import { writeModel } from "./graph.ts";
import { GENRES, INPUTS } from "./inputs.ts";
import { fitParts, type Parts, score, type Weights, weigh } from "./mixture.ts";
import { answering, confusions, logLoss, scoreGenres } from "./scores.ts";
import { type GenreRows, readTable, type SplitLists } from "./table.ts";

/** Of the answers that the model gives on the clips for choosing, this share shall be right: below it, it abstains. */
const RIGHT_SHARE = 0.65;
/** Weights of the two parts to choose from, even steps of a logarithm. */
const SHARPNESSES = Array.from({ length: 25 }, (_, i) => 0.01 * 1.2 ** i);
const GAINS = Array.from({ length: 21 }, (_, i) => 0.5 * 1.2 ** i);
/** Thresholds of the top probability to choose from. */
const THRESHOLDS = Array.from({ length: 71 }, (_, i) => (20 + i) / 100);

/** Others on the same split, learned from train and valid, scored on test; see the card. */
const BASELINES = {
  logisticRegression: { accuracy: 0.538, measuredWith: "scikit-learn 1.9.1, C = 0.1, the same inputs" },
  supportVectors: { accuracy: 0.486, measuredWith: "all 57 columns, RBF kernel; as the set's notes give it" },
};

/** Everything there is to know about a trained model; `card.md` says the same to people. */
export type Card = ReturnType<typeof makeCard>;

/** The three files of a trained model. */
export interface TrainedModel {
  onnx: Uint8Array;
  card: Card;
  cardText: string;
}

/**
 * Trains the genre model. What is chosen is chosen by a model of `train` judging `valid`, whose artists it does not know: the weights by
 * log-loss, the threshold by RIGHT_SHARE. Then a model of both is scored on `test` and published.
 *
 * @throws RangeError when the table cannot be used
 */
export function trainGenre(csv: string, lists: SplitLists): TrainedModel {
  const { train, valid, test } = readTable(csv, lists);
  const scores = score(fitParts(train.inputs, train.genres), valid.inputs);
  const trials = SHARPNESSES.flatMap((sharpness) => GAINS.map((gain) => ({ sharpness, gain }))).map(
    (weights) => ({
      weights,
      loss: logLoss(weigh(scores, weights), valid.genres),
    }),
  );
  const { weights } = trials.reduce((best, trial) => (trial.loss < best.loss ? trial : best));
  const chosen = { probabilities: weigh(scores, weights), distances: scores.distances };
  const threshold =
    THRESHOLDS.find(
      (least) => answering(chosen.probabilities, valid.genres, least).accuracy >= RIGHT_SHARE,
    ) ?? 1;
  const both: GenreRows = {
    inputs: fromRows([...rowsOf(train.inputs), ...rowsOf(valid.inputs)]),
    genres: [...train.genres, ...valid.genres],
  };
  const model = fitParts(both.inputs, both.genres);
  const onnx = writeModel(model, weights);
  const judged = weigh(score(model, test.inputs), weights);
  const digits = (value: number) => Number(value.toPrecision(6));
  const rounded = <T extends object>(scores: T) =>
    Object.fromEntries(Object.entries(scores).map(([name, value]) => [name, digits(value)])) as T;
  const counts = GENRES.map((_, genre) => both.genres.filter((g) => g === genre).length);
  const likeliest = counts.indexOf(Math.max(...counts));
  const card = makeCard({
    onnx,
    tableSha256: sha256Of(csv),
    clips: { train: train.genres.length, valid: valid.genres.length, test: test.genres.length },
    weights: rounded(weights),
    threshold,
    distance: {
      median: digits(quantile(chosen.distances, 0.5)),
      familiar: digits(quantile(chosen.distances, 0.95)),
    },
    valid: {
      ...rounded(scoreGenres(chosen.probabilities, valid.genres)),
      answered: rounded(answering(chosen.probabilities, valid.genres, threshold)),
    },
    test: {
      ...rounded(scoreGenres(judged, test.genres)),
      answered: rounded(answering(judged, test.genres, threshold)),
    },
    majority: digits(mean(test.genres.map((genre) => Number(genre === likeliest)))),
    confusions: confusions(judged, test.genres).slice(0, 8),
    checks: checksOf(model, weights, both.inputs),
  });
  return { onnx, card, cardText: writeCardText(card) };
}

interface Training {
  onnx: Uint8Array;
  tableSha256: string;
  clips: { train: number; valid: number; test: number };
  weights: Weights;
  threshold: number;
  distance: { median: number; familiar: number };
  valid: ReturnType<typeof scoreGenres> & { answered: ReturnType<typeof answering> };
  test: ReturnType<typeof scoreGenres> & { answered: ReturnType<typeof answering> };
  majority: number;
  confusions: ReturnType<typeof confusions>;
  checks: ReturnType<typeof checksOf>;
}

function makeCard({ onnx, tableSha256, majority, ...rest }: Training) {
  const sha256 = sha256Of(onnx);
  return {
    name: "descant-genre",
    version: sha256.slice(0, 16),
    sha256,
    bytes: onnx.length,
    command: "npm run train -- genre <table.csv.gz> <split>",
    genres: [...GENRES],
    data: {
      name: "GTZAN genre collection: librosa statistics of 30 s clips, fault-filtered split",
      authors:
        "George Tzanetakis, Perry Cook (2002); split after Bob Sturm's list of faults (Corey Kereliuk et al., 2015)",
      licence:
        "none stated; commercial recordings, used in research. No recording is in the model: it holds means of clips and matrices",
      sha256: tableSha256,
    },
    ...rest,
    baselines: {
      majority: { accuracy: majority, measuredWith: "the commonest genre of train and valid" },
      ...BASELINES,
    },
    inputs: INPUTS.map(({ descriptor, statistic, index }) => ({ descriptor, statistic, index })),
  };
}

function rowsOf(matrix: Matrix): Float64Array[] {
  return Array.from({ length: matrix.rows }, (_, row) => rowOf(matrix, row));
}

/** Made-up inputs, quantiles by column, with what the double-precision model says of them. */
function checksOf(model: Parts, weights: Weights, inputs: Matrix) {
  const columns = INPUTS.map((_, column) => rowsOf(inputs).map((row) => row[column]!));
  const rows = [0.25, 0.5, 0.75, 1].map((share) =>
    columns.map((column) => Number(quantile(column, share).toPrecision(6))),
  );
  const scores = score(model, fromRows(rows));
  const probabilities = weigh(scores, weights);
  return rows.map((vector, row) => ({
    inputs: vector,
    probabilities: Array.from(rowOf(probabilities, row), (p) => Number(p.toPrecision(7))),
    distance: Number(scores.distances[row]!.toPrecision(7)),
  }));
}
