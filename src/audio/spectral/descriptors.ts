/** One descriptor of a recording: a sequence of vectors, one a frame, of which mean and deviation are kept. */
interface DescriptorDefinition {
  name: string;
  /** Numbers a frame. */
  width: number;
  unit: string;
  /** One line for readers of the documentation. */
  meaning: string;
}

/** Every descriptor that an analysis reports, in a fixed order; models and documentation read this list. */
export const DESCRIPTORS = [
  {
    name: "chroma_stft",
    width: 12,
    unit: "share of the strongest class",
    meaning: "energy of the pitch classes C to B, following the recording's tuning",
  },
  {
    name: "mfcc",
    width: 20,
    unit: "dB",
    meaning: "mel-frequency cepstral coefficients: the spectral envelope, coarse to fine",
  },
  { name: "rms", width: 1, unit: "full scale", meaning: "root mean square of the samples" },
  {
    name: "spectral_rms",
    width: 1,
    unit: "magnitude",
    meaning: "root mean square of the spectrum's magnitudes",
  },
  { name: "spectral_centroid", width: 1, unit: "Hz", meaning: "centre of gravity of the spectrum" },
  { name: "spectral_bandwidth", width: 1, unit: "Hz", meaning: "spread of the spectrum around its centroid" },
  {
    name: "spectral_contrast",
    width: 7,
    unit: "dB",
    meaning: "distance of peaks and valleys in seven octave-wide bands, low to high",
  },
  {
    name: "spectral_rolloff",
    width: 1,
    unit: "Hz",
    meaning: "frequency below which 85 % of the summed magnitude lies",
  },
  {
    name: "spectral_flatness",
    width: 1,
    unit: "ratio 0-1",
    meaning: "how noise-like the spectrum is: geometric over arithmetic mean of the power",
  },
  {
    name: "zero_crossing_rate",
    width: 1,
    unit: "changes a sample",
    meaning: "share of neighbouring samples that differ in sign",
  },
  {
    name: "tonnetz",
    width: 6,
    unit: "coordinate -1 to 1",
    meaning: "tonal centroid: fifths, minor thirds and major thirds as three circles",
  },
  {
    name: "onset_strength",
    width: 1,
    unit: "dB a frame",
    meaning: "mean rise of the mel bands since the frame before",
  },
] as const satisfies readonly DescriptorDefinition[];

export type DescriptorName = (typeof DESCRIPTORS)[number]["name"];

/** Mean and population standard deviation over a recording's frames; both arrays have the descriptor's width. */
export interface DescriptorSummary {
  mean: number[];
  std: number[];
}

export type Descriptors = Record<DescriptorName, DescriptorSummary>;
