/** Samples of the frame that the spectrum is of, and its rate in Hz. */
const FRAME = 4096;
const RATE = 11_025;

/**
 * Power of the twelve pitch classes as Chromaprint counts them: from A, of the bins nearest 28 Hz up to, and without, that
 * nearest 3,520 Hz.
 * @param power f64[2049]: spectrum of a Hamming-windowed frame
 */
export function classPowers(power: Float64Array): Float64Array {
  const classes = new Float64Array(12);
  for (let bin = Math.round((28 * FRAME) / RATE); bin < Math.round((3520 * FRAME) / RATE); bin++) {
    const octaves = Math.log2((bin * RATE) / FRAME / 27.5);
    classes[Math.floor(12 * (octaves - Math.floor(octaves)))]! += power[bin]!;
  }
  return classes;
}
