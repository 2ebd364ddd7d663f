/**
 * Discrete Fourier transform of real samples in f64: the radix-2 algorithm of Cooley and Tukey (1965), written for
 * clarity, not speed.
 * @param samples a power of two of them
 * @returns real and imaginary parts of bins 0 to samples.length / 2
 */
export function realFft(samples: Float64Array): { real: Float64Array; imaginary: Float64Array } {
  const size = samples.length;
  const real = bitReversed(samples);
  const imaginary = new Float64Array(size);
  for (let half = 1; half < size; half *= 2) {
    for (let k = 0; k < half; k++) {
      const angle = (-Math.PI * k) / half;
      const cos = Math.cos(angle);
      const sin = Math.sin(angle);
      for (let low = k; low < size; low += 2 * half) {
        const high = low + half;
        const r = real[high]! * cos - imaginary[high]! * sin;
        const i = real[high]! * sin + imaginary[high]! * cos;
        real[high] = real[low]! - r;
        imaginary[high] = imaginary[low]! - i;
        real[low]! += r;
        imaginary[low]! += i;
      }
    }
  }
  return { real: real.slice(0, size / 2 + 1), imaginary: imaginary.slice(0, size / 2 + 1) };
}

function bitReversed(samples: Float64Array): Float64Array {
  const bits = Math.log2(samples.length);
  return Float64Array.from(samples, (_, index) => {
    let reversed = 0;
    for (let bit = 0; bit < bits; bit++) reversed |= ((index >> bit) & 1) << (bits - 1 - bit);
    return samples[reversed]!;
  });
}
