import type { Layout } from "../learning/preparation.ts";

/** The nine factors of the Geneva Emotional Music Scale, as the Emotify game asked for them, in the order of the model's output. */
export const EMOTIONS = [
  "amazement",
  "solemnity",
  "tenderness",
  "nostalgia",
  "calmness",
  "power",
  "joyful_activation",
  "tension",
  "sadness",
] as const;

export type Emotion = (typeof EMOTIONS)[number];

/** A number that the model reads. The descriptor `mode` has one mean: the key's confidence, negative where the key is minor. */
export interface MoodInput {
  descriptor: string;
  statistic: "mean" | "std";
  index: number;
}

const dimensions = (descriptor: string, statistic: "mean" | "std", count: number): MoodInput[] =>
  Array.from({ length: count }, (_, index) => ({ descriptor, statistic, index }));

const MAGNITUDES = [
  "rms",
  "spectral_rms",
  "spectral_centroid",
  "spectral_bandwidth",
  "spectral_rolloff",
  "spectral_flatness",
  "zero_crossing_rate",
  "onset_strength",
];

const CHROMA = dimensions("chroma_stft", "mean", 12);

/** The top band of the spectral contrast is left out: the resampler decides it. */
const PLAIN = [
  ...dimensions("mfcc", "mean", 20),
  ...dimensions("spectral_contrast", "mean", 6),
  ...dimensions("spectral_contrast", "std", 6),
  ...dimensions("mode", "mean", 1),
];

const LOGARITHMIC = [
  ...MAGNITUDES.flatMap((name) => dimensions(name, "mean", 1)),
  ...MAGNITUDES.flatMap((name) => dimensions(name, "std", 1)),
  ...dimensions("mfcc", "std", 20),
];

/** What the model reads, in the order of its input vector. */
export const INPUTS: readonly MoodInput[] = [...CHROMA, ...PLAIN, ...LOGARITHMIC];

export const LAYOUT: Layout = { chroma: 12, plain: PLAIN.length, logarithmic: LOGARITHMIC.length };
