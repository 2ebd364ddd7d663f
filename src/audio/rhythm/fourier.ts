/**
 * Fast Fourier transform of complex numbers, in place, radix 2 (Cooley & Tukey 1965).
 *
 * Twiddle factors are made once for a length and kept, because a track needs hundreds of transforms of one length.
 */
export class FourierTransform {
  readonly length: number;
  readonly #cosine: Float64Array;
  readonly #sine: Float64Array;
  readonly #reversed: Uint32Array;

  /** @param length a power of two, at least 2. @throws RangeError otherwise. */
  constructor(length: number) {
    if (!Number.isInteger(length) || length < 2 || (length & (length - 1)) !== 0) {
      throw new RangeError(`A radix-2 transform needs a power of two, not ${length}.`);
    }
    this.length = length;
    this.#cosine = Float64Array.from({ length: length / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / length));
    this.#sine = Float64Array.from({ length: length / 2 }, (_, i) => -Math.sin((2 * Math.PI * i) / length));
    this.#reversed = new Uint32Array(length);
    for (let i = 1; i < length; i++) {
      this.#reversed[i] = (this.#reversed[i >> 1]! >> 1) | (i & 1 ? length >> 1 : 0);
    }
  }

  /** Replaces `real + i·imaginary` (each `length` long) by its unnormalised forward transform. */
  forward(real: Float64Array, imaginary: Float64Array): void {
    this.#reorder(real, imaginary);
    const { length } = this;
    const cosine = this.#cosine;
    const sine = this.#sine;
    for (let half = 1; half < length; half *= 2) {
      const stride = length / (2 * half);
      for (let start = 0; start < length; start += 2 * half) {
        for (let k = 0; k < half; k++) {
          const wr = cosine[k * stride]!;
          const wi = sine[k * stride]!;
          const a = start + k;
          const b = a + half;
          const br = real[b]! * wr - imaginary[b]! * wi;
          const bi = real[b]! * wi + imaginary[b]! * wr;
          const ar = real[a]!;
          const ai = imaginary[a]!;
          real[b] = ar - br;
          imaginary[b] = ai - bi;
          real[a] = ar + br;
          imaginary[a] = ai + bi;
        }
      }
    }
  }

  #reorder(real: Float64Array, imaginary: Float64Array): void {
    for (let i = 0; i < this.length; i++) {
      const j = this.#reversed[i]!;
      if (j > i) {
        const re = real[i]!;
        const im = imaginary[i]!;
        real[i] = real[j]!;
        imaginary[i] = imaginary[j]!;
        real[j] = re;
        imaginary[j] = im;
      }
    }
  }
}
