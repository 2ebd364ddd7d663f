/** The attributes that the model predicts, each from 0 to 1, in the order of its output. */
export const ATTRIBUTES = [
  "acousticness",
  "danceability",
  "energy",
  "instrumentalness",
  "liveness",
  "speechiness",
  "valence",
] as const;

export type Attribute = (typeof ATTRIBUTES)[number];

/** A descriptor that the model reads: the mean over all frames of a recording of each of its first `size` dimensions. */
interface InputGroup {
  /** Its name among our own descriptors. */
  descriptor: string;
  /** Its name in the table: the first dimension carries the bare name, the next ones `.1`, `.2`, ... */
  column: string;
  size: number;
}

/**
 * What the model reads, in the order of its input vector. The seventh band of the spectral contrast is left out: it reaches up to
 * the Nyquist frequency, so that the resampler's transition band decides it and not the music.
 */
export const INPUT_GROUPS: readonly InputGroup[] = [
  { descriptor: "chroma_stft", column: "chroma_stft", size: 12 },
  { descriptor: "mfcc", column: "mfcc", size: 20 },
  { descriptor: "spectral_contrast", column: "spectral_contrast", size: 6 },
  { descriptor: "spectral_rms", column: "rmse", size: 1 },
  { descriptor: "spectral_bandwidth", column: "spectral_bandwidth", size: 1 },
  { descriptor: "spectral_centroid", column: "spectral_centroid", size: 1 },
  { descriptor: "spectral_rolloff", column: "spectral_rolloff", size: 1 },
  { descriptor: "zero_crossing_rate", column: "zcr", size: 1 },
];

/** The inputs one by one, in order. */
export const INPUTS = INPUT_GROUPS.flatMap(({ descriptor, column, size }) =>
  Array.from({ length: size }, (_, index) => ({
    descriptor,
    index,
    column: index === 0 ? column : `${column}.${index}`,
  })),
);
