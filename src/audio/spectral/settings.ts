// The one framing that every descriptor of this folder uses; librosa's defaults.

/** Samples a second that the analysis expects. */
export const SAMPLE_RATE = 22_050;
/** Samples in one frame (n_fft). */
export const FRAME_SAMPLES = 2048;
/** Samples from one frame's start to the next. Frame t is centred on sample t * HOP_SAMPLES. */
export const HOP_SAMPLES = 512;
/** Frames a second. */
export const FRAME_RATE = SAMPLE_RATE / HOP_SAMPLES;
/** Frequency bins of a spectrum; bin k lies at k * BIN_HERTZ. */
export const BINS = FRAME_SAMPLES / 2 + 1;
export const BIN_HERTZ = SAMPLE_RATE / FRAME_SAMPLES;

/** Frames that the kernel analyses at once, a group: its results come as rows of four lanes. */
export const LANES = 4;

export const MEL_BANDS = 128;
export const CEPSTRAL_COEFFICIENTS = 20;
export const CHROMA_CLASSES = 12;
export const TONNETZ_AXES = 6;
export const CONTRAST_BANDS = 7;

/** Powers (and, for contrast, magnitudes) below this are raised to it before a logarithm. */
export const SMALLEST_POWER = 1e-10;
/** Decibels below the clip's loudest value at which decibel values are cut off. */
export const DYNAMIC_RANGE_DECIBELS = 80;
/** Below this a sum counts as silence when values are divided by it: the smallest normal f32. */
export const SMALLEST_NORMAL = 2 ** -126;
/** Magnitudes of samples up to this count as zero when sign changes are counted. */
export const ZERO_CROSSING_THRESHOLD = 1e-10;
/** Share of a spectrum's summed magnitude that lies below the roll-off frequency. */
export const ROLLOFF_SHARE = 0.85;
/** Samples are limited to this magnitude (full scale is 1), so that their squares stay finite in f32. */
export const LARGEST_SAMPLE = 65_536;
/**
 * Frames from which the tuning is estimated: the first 60 s. A multiple of LANES. Clips up to 60 s get exactly librosa's estimate; longer ones keep the estimate of their first minute.
 */
export const TUNING_FRAMES = 2584;
