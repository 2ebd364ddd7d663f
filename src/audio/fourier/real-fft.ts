/**
 * Fast power spectra of real samples of one length, in f64.
 *
 * The samples are taken in pairs as complex numbers of half the length; those go through a decimation-in-time transform
 * whose passes are radix 4 (two of Cooley & Tukey's radix-2 passes at a time, 1965), and the spectrum of the real samples
 * is put together from the result and its mirror image (Brigham, "The Fast Fourier Transform"). Twiddle factors lie in
 * the order in which the passes read them.
 *
 * An instance keeps its working memory: it may be used for any number of transforms, one at a time.
 */
export class RealFft {
  readonly length: number;
  readonly #reversed: Uint32Array;
  readonly #passes: readonly Pass[];
  readonly #real: Float64Array;
  readonly #imaginary: Float64Array;
  /** cos and sin of 2 pi k / length, k from 0 to a quarter of the length, for the last step. */
  readonly #cosine: Float64Array;
  readonly #sine: Float64Array;

  /**
   * @param length samples of a transform: a power of two, at least 4
   * @throws RangeError for another length
   */
  constructor(length: number) {
    if (!Number.isInteger(length) || length < 4 || (length & (length - 1)) !== 0) {
      throw new RangeError(`A real transform needs a power of two from 4 on, not ${length}.`);
    }
    this.length = length;
    const half = length / 2;
    this.#reversed = bitReversal(half);
    this.#passes = passesFrom(Math.log2(half) % 2 === 0 ? 1 : 2, half);
    this.#real = new Float64Array(half);
    this.#imaginary = new Float64Array(half);
    const angle = (k: number) => (2 * Math.PI * k) / length;
    this.#cosine = Float64Array.from({ length: half / 2 + 1 }, (_, k) => Math.cos(angle(k)));
    this.#sine = Float64Array.from({ length: half / 2 + 1 }, (_, k) => Math.sin(angle(k)));
  }

  /**
   * The squared magnitude of the unnormalised discrete Fourier transform.
   * @param input `length` samples, windowed by the caller; left as they are
   * @param out receives the bins 0 to length / 2, so at least length / 2 + 1 numbers
   */
  powerSpectrum(input: Float64Array | Float32Array, out: Float64Array): void {
    if (input.length !== this.length || out.length < this.length / 2 + 1) {
      throw new RangeError(`This transform takes ${this.length} samples to ${this.length / 2 + 1} bins.`);
    }
    this.#load(input);
    if (this.#passes[0]?.quarter !== 1) this.#pairs();
    for (const pass of this.#passes) this.#quarters(pass);
    this.#split(out);
  }

  /** Pairs of samples as complex numbers, in bit-reversed order. */
  #load(input: Float64Array | Float32Array): void {
    const real = this.#real;
    const imaginary = this.#imaginary;
    const reversed = this.#reversed;
    for (let i = 0; i < reversed.length; i++) {
      const at = 2 * reversed[i]!;
      real[i] = input[at]!;
      imaginary[i] = input[at + 1]!;
    }
  }

  /** The one radix-2 pass, for half lengths that are no power of 4. */
  #pairs(): void {
    const real = this.#real;
    const imaginary = this.#imaginary;
    for (let a = 0; a < real.length; a += 2) {
      const r = real[a + 1]!;
      const i = imaginary[a + 1]!;
      real[a + 1] = real[a]! - r;
      imaginary[a + 1] = imaginary[a]! - i;
      real[a]! += r;
      imaginary[a]! += i;
    }
  }

  /** Joins four neighbouring transforms of `quarter` numbers into one, all over the array. */
  #quarters({ quarter, twiddles }: Pass): void {
    const real = this.#real;
    const imaginary = this.#imaginary;
    const size = 4 * quarter;
    for (let start = 0; start < real.length; start += size) {
      for (let k = 0, t = 0; k < quarter; k++, t += 6) {
        const a = start + k;
        const b = a + quarter;
        const c = b + quarter;
        const d = c + quarter;
        const c2 = twiddles[t + 2]!;
        const s2 = twiddles[t + 3]!;
        const br = real[b]! * c2 + imaginary[b]! * s2;
        const bi = imaginary[b]! * c2 - real[b]! * s2;
        const c1 = twiddles[t]!;
        const s1 = twiddles[t + 1]!;
        const cr = real[c]! * c1 + imaginary[c]! * s1;
        const ci = imaginary[c]! * c1 - real[c]! * s1;
        const c3 = twiddles[t + 4]!;
        const s3 = twiddles[t + 5]!;
        const dr = real[d]! * c3 + imaginary[d]! * s3;
        const di = imaginary[d]! * c3 - real[d]! * s3;
        const evenR = real[a]! + br;
        const evenI = imaginary[a]! + bi;
        const oddR = real[a]! - br;
        const oddI = imaginary[a]! - bi;
        const sumR = cr + dr;
        const sumI = ci + di;
        const turnR = ci - di;
        const turnI = dr - cr;
        real[a] = evenR + sumR;
        imaginary[a] = evenI + sumI;
        real[b] = oddR + turnR;
        imaginary[b] = oddI + turnI;
        real[c] = evenR - sumR;
        imaginary[c] = evenI - sumI;
        real[d] = oddR - turnR;
        imaginary[d] = oddI - turnI;
      }
    }
  }

  /** Takes the even and the odd samples' spectra apart, and puts the bins together: k and its mirror image at once. */
  #split(out: Float64Array): void {
    const real = this.#real;
    const imaginary = this.#imaginary;
    const cosine = this.#cosine;
    const sine = this.#sine;
    const half = real.length;
    out[0] = (real[0]! + imaginary[0]!) ** 2;
    out[half] = (real[0]! - imaginary[0]!) ** 2;
    for (let k = 1; k <= half / 2; k++) {
      const mirror = half - k;
      const evenR = (real[k]! + real[mirror]!) / 2;
      const evenI = (imaginary[k]! - imaginary[mirror]!) / 2;
      const oddR = (imaginary[k]! + imaginary[mirror]!) / 2;
      const oddI = (real[mirror]! - real[k]!) / 2;
      const turnedR = oddR * cosine[k]! + oddI * sine[k]!;
      const turnedI = oddI * cosine[k]! - oddR * sine[k]!;
      const sumR = evenR + turnedR;
      const sumI = evenI + turnedI;
      const differenceR = evenR - turnedR;
      const differenceI = evenI - turnedI;
      out[k] = sumR * sumR + sumI * sumI;
      out[mirror] = differenceR * differenceR + differenceI * differenceI;
    }
  }
}

/** A radix-4 pass: the length of the transforms it joins, and cos and sin of 1, 2 and 3 times 2 pi k / (4 quarter). */
interface Pass {
  quarter: number;
  twiddles: Float64Array;
}

function passesFrom(first: number, length: number): Pass[] {
  const passes: Pass[] = [];
  for (let quarter = first; 4 * quarter <= length; quarter *= 4) {
    const twiddles = Float64Array.from({ length: 6 * quarter }, (_, i) => {
      const turns = (Math.floor((i % 6) / 2) + 1) * Math.floor(i / 6);
      const angle = (2 * Math.PI * turns) / (4 * quarter);
      return i % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
    });
    passes.push({ quarter, twiddles });
  }
  return passes;
}

function bitReversal(length: number): Uint32Array {
  const reversed = new Uint32Array(length);
  for (let i = 1; i < length; i++) reversed[i] = (reversed[i >> 1]! >> 1) | (i & 1 ? length >> 1 : 0);
  return reversed;
}
