import type { Layout } from "../learning/preparation.ts";

/** The genres of the GTZAN collection, in the order of the model's output. */
export const GENRES = [
  "blues",
  "classical",
  "country",
  "disco",
  "hiphop",
  "jazz",
  "metal",
  "pop",
  "reggae",
  "rock",
] as const;

/** A number that a model reads: one statistic of one dimension of a descriptor, or (`index` null) of all its dimensions together. */
export interface ModelInput {
  descriptor: string;
  statistic: "mean" | "std";
  index: number | null;
}

/** An input, and where the table has it; the table keeps variances where we keep deviations. */
interface TableInput extends ModelInput {
  column: string;
}

/** Descriptors by our name and the table's; those read as logarithms are magnitudes, above 0. */
const SHAPES = [
  ["spectral_centroid", "spectral_centroid"],
  ["spectral_bandwidth", "spectral_bandwidth"],
  ["spectral_rolloff", "rolloff"],
  ["zero_crossing_rate", "zero_crossing_rate"],
] as const;

const cepstrum = (statistic: "mean" | "std", ending: string): TableInput[] =>
  Array.from({ length: 20 }, (_, index) => ({
    descriptor: "mfcc",
    statistic,
    index,
    column: `mfcc${index + 1}_${ending}`,
  }));

const PLAIN: readonly TableInput[] = [
  { descriptor: "chroma_stft", statistic: "mean", index: null, column: "chroma_stft_mean" },
  ...cepstrum("mean", "mean"),
];

const LOGARITHMIC: readonly TableInput[] = [
  { descriptor: "chroma_stft", statistic: "std", index: null, column: "chroma_stft_var" },
  { descriptor: "rms", statistic: "std", index: 0, column: "rms_var" },
  ...SHAPES.flatMap(([descriptor, column]): TableInput[] => [
    { descriptor, statistic: "mean", index: 0, column: `${column}_mean` },
    { descriptor, statistic: "std", index: 0, column: `${column}_var` },
  ]),
  ...cepstrum("std", "var"),
];

/**
 * What the model reads, in the order of its input. Of the table's columns it leaves out `rms_mean` (without it, clips of other artists
 * are judged no worse), and the harmonic and percussive parts and librosa's tempo, which we do not compute and which gained nothing.
 */
export const INPUTS: readonly TableInput[] = [...PLAIN, ...LOGARITHMIC];

export const LAYOUT: Layout = { chroma: 0, plain: PLAIN.length, logarithmic: LOGARITHMIC.length };
