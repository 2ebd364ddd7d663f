// Sizes and memory layout that every part of the spectral kernel agrees on; those of long frames share vectors and classes.
//
// Four consecutive frames are analysed at once: a *group*. Lane l of every v128 belongs to frame l of its group, so
// each frame meets exactly the same operations whatever its neighbours are, and results do not depend on batching.

/** Samples in one analysis frame (n_fft). */
export const FRAME_SAMPLES: i32 = 2048;
/** Samples between the starts of two frames. */
export const HOP_SAMPLES: i32 = 512;
export const HOP_BYTES: usize = 2048;
/** Frequency bins of one spectrum, 0 Hz and Nyquist included. */
export const BINS: i32 = 1025;
/** Distance in bytes between vectors that follow one another. */
export const VECTOR: usize = 16;

export const MEL_BANDS: i32 = 128;
export const CHROMA_CLASSES: i32 = 12;
export const TONNETZ_AXES: i32 = 6;
export const CONTRAST_BANDS: i32 = 7;

/** Smallest power that a logarithm sees: librosa's amin. */
export const SMALLEST_POWER: f32 = 1e-10;
/** Smallest normal f32: sums below it count as silence when something is divided by them. */
export const SMALLEST_NORMAL: f32 = 1.1754943508222875e-38;
