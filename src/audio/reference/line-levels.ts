/** Samples of the frame that the spectrum is of, its rate in Hz, and the lowest semitone's frequency (C1). */
const FRAME = 4096;
const RATE = 11_025;
const LOWEST_HERTZ = 440 * 2 ** (-45 / 12);

/**
 * The 252 lines that harmony is read from, before they are rounded: three a semitone, the second of them on it, each the mean
 * power under a triangle that reaches to the next line, but not less far than to the next bin; 2.4 steps a decibel of a
 * full-scale sine, of which -100 is 0.
 * @param power f64[2049]: spectrum of a Hann-windowed frame
 */
export function lineLevels(power: Float64Array): Float64Array {
  return Float64Array.from({ length: 252 }, (_, line) => {
    const hertz = LOWEST_HERTZ * 2 ** ((line - 1) / 36);
    const reach = Math.max(RATE / FRAME, hertz * (2 ** (1 / 36) - 1));
    let sum = 0;
    let weights = 0;
    power.forEach((value, bin) => {
      const weight = Math.max(0, 1 - Math.abs((bin * RATE) / FRAME - hertz) / reach);
      sum += weight * value;
      weights += weight;
    });
    const share = sum / weights / (FRAME / 4) ** 2;
    return Math.min(255, Math.max(0, 2.4 * (10 * Math.log10(share + 1e-20) + 100)));
  });
}
