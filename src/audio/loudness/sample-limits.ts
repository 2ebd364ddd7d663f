/** The largest value of 16-bit sound on the positive side, so that its clipping counts on both sides. */
export const FULL_SCALE = 32_767 / 32_768;

/** The largest f32. */
export const LARGEST_FLOAT = (2 - 2 ** -23) * 2 ** 127;
