import { vocalInputs } from "../../src/audio/voice/index.ts";
import { parseCsv } from "../attributes/table.ts";
import { kFolds } from "../learning/folds.ts";
import { mulberry32 } from "../learning/random.ts";
import { scoreVerdicts, type VerdictScore } from "../learning/verdicts.ts";
import { chancesOf, fitVoice, type VoiceModel } from "./fit.ts";

/** Recordings whose instrumentalness is above this count as instrumental. */
const INSTRUMENTAL = 0.5;
/** Penalties that the training part of each fold chooses from. */
const PENALTIES = [0.007, 0.02, 0.06];
const FOLDS = 10;
const REPEATS = 3;
const SEED = 650;

export interface VocalRows {
  rows: number[][];
  /** 1 for a voice. */
  labels: number[];
}

/** Reads descriptors and instrumentalness from fma-echonest-650.csv. @throws RangeError when a column is missing */
export function readVocalTable(csv: string): VocalRows {
  const [header = [], ...lines] = parseCsv(csv);
  const column = (name: string, index: number) => {
    const place = header.indexOf(index === 0 ? name : `${name}.${index}`);
    if (place < 0) throw new RangeError(`the table has no column ${name}.${index}`);
    return place;
  };
  const rows: number[][] = [];
  const labels: number[] = [];
  for (const line of lines) {
    const truth = line[column("instrumentalness", 0)];
    if (truth === undefined || truth === "") continue;
    const read = (name: string, size: number) =>
      Array.from({ length: size }, (_, i) => Number(line[column(name, i)]));
    const one = (name: string) => Number(line[column(name, 0)]);
    rows.push(
      vocalInputs({
        mfcc: read("mfcc", 20),
        contrast: read("spectral_contrast", 6),
        spectralRms: one("rmse"),
        bandwidth: one("spectral_bandwidth"),
        centroid: one("spectral_centroid"),
        rolloff: one("spectral_rolloff"),
        zeroCrossings: one("zcr"),
        chroma: read("chroma_stft", 12),
      }),
    );
    labels.push(Number(truth) > INSTRUMENTAL ? 0 : 1);
  }
  return { rows, labels };
}

/** Learns with the penalty whose chances are best (Brier) in an inner 5-fold cross-validation. */
export function fitVocal({ rows, labels }: VocalRows): VoiceModel {
  const scores = PENALTIES.map(
    (penalty) =>
      outOfFold({ rows, labels }, 5, 1, (part) => fitVoice(part.rows, part.labels, { penalty, curved: true }))
        .brier,
  );
  return fitVoice(rows, labels, { penalty: PENALTIES[scores.indexOf(Math.min(...scores))]!, curved: true });
}

/**
 * The model for a world in which voices are as likely as not: 28 % of the table's recordings have one, which says more about the Free Music
 * Archive than about anybody's music.
 */
export function towardsEvenOdds(model: VoiceModel, labels: readonly number[]): VoiceModel {
  const share = labels.reduce((a, b) => a + b) / labels.length;
  const { logistic } = model;
  return { ...model, logistic: { ...logistic, offset: logistic.offset - Math.log(share / (1 - share)) } };
}

/** Repeated 10-fold cross-validation, the choice of the penalty included. */
export function crossValidateVocal(data: VocalRows): VerdictScore {
  return outOfFold(data, FOLDS, REPEATS, fitVocal);
}

function outOfFold(
  data: VocalRows,
  folds: number,
  repeats: number,
  learn: (part: VocalRows) => VoiceModel,
): VerdictScore {
  const random = mulberry32(SEED);
  const scores = Array.from({ length: repeats }, () => {
    const chances: number[] = [];
    for (const { train, test } of kFolds(data.rows.length, folds, random)) {
      const pick = (indices: number[]) => ({
        rows: indices.map((i) => data.rows[i]!),
        labels: indices.map((i) => data.labels[i]!),
      });
      const given = chancesOf(learn(pick(train)), pick(test).rows);
      for (const [k, row] of test.entries()) chances[row] = given[k]!;
    }
    return scoreVerdicts(data.labels, chances);
  });
  const mean = (key: keyof VerdictScore) => scores.reduce((sum, score) => sum + score[key], 0) / repeats;
  return { count: data.rows.length, auc: mean("auc"), accuracy: mean("accuracy"), brier: mean("brier") };
}
