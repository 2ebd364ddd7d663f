import { NetworkKernel } from "../network/index.ts";

/** How far the first estimate may be off, as a share of it: a little more than its grid is wide. */
const REACH = 0.03;
const STEPS = 30;
/** Multiples of the beat that vote; higher ones are sharper. */
const HARMONICS = [1, 2, 3, 4];
/** Longer stretches only add the player's drift. */
const LONGEST_SECONDS = 60;

/**
 * Sharpens a tempo that is right within 3 %: the one near it at whose first four multiples the onset envelope's spectrum
 * is largest together. The middle minute is read, under a Hann window.
 * @param onsetEnvelope onset strength, one value a frame
 * @param frameRate frames a second
 * @param bpm the estimate to sharpen, above 0
 * @returns beats a minute within 3 % of `bpm`; `bpm` itself when nothing near it is better
 */
export function refineTempo(onsetEnvelope: Float32Array, frameRate: number, bpm: number): number {
  const length = Math.min(onsetEnvelope.length, Math.round(LONGEST_SECONDS * frameRate));
  const start = (onsetEnvelope.length - length) >> 1;
  const stretch = windowed(onsetEnvelope.subarray(start, start + length));
  const tempi = Array.from({ length: 2 * STEPS + 1 }, (_, i) => bpm * (1 + (REACH * (i - STEPS)) / STEPS));
  lines ??= new Lines();
  const strengths = lines.strengths(stretch, tempi, frameRate);
  const best = strengths.indexOf(Math.max(...strengths));
  // A maximum at the edge is the flank of something else.
  if (best === 0 || best === strengths.length - 1) return bpm;
  const [left, peak, right] = [strengths[best - 1]!, strengths[best]!, strengths[best + 1]!];
  const bend = left - 2 * peak + right;
  const shift = bend < 0 ? (0.5 * (left - right)) / bend : 0;
  return tempi[best]! + (shift * REACH * bpm) / STEPS;
}

function windowed(envelope: Float32Array): Float64Array {
  const mean = envelope.reduce((a, b) => a + b, 0) / envelope.length;
  return Float64Array.from(
    envelope,
    (value, i) => (value - mean) * (0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / envelope.length)),
  );
}

/** Lines of a spectrum that are asked for together, in whole eights. */
const LINES = 8 * Math.ceil(((2 * STEPS + 1) * HARMONICS.length) / 8);

/** The spectrum of a stretch at the multiples of tempi, in a kernel's memory (.1 MB for a minute). */
class Lines {
  readonly #kernel = new NetworkKernel();
  readonly #turns = this.#kernel.allocate(8 * LINES);
  readonly #powers = this.#kernel.allocate(8 * LINES);
  #signal = this.#kernel.allocate(0);
  #room = 0;

  /** For each of the tempi the sum of the magnitudes at its multiples, without those that frames cannot hold. */
  strengths(signal: Float64Array, tempi: readonly number[], frameRate: number): number[] {
    if (signal.length > this.#room) {
      // Doubling wastes no more than it keeps, whatever lengths follow one another.
      this.#room = 2 ** Math.ceil(Math.log2(signal.length));
      this.#signal = this.#kernel.allocate(8 * this.#room);
    }
    const { doubles, run } = this.#kernel;
    const multiples = tempi.flatMap((tempo) => HARMONICS.map((multiple) => (multiple * tempo) / 60));
    const turns = multiples.map((frequency) => 2 * Math.cos((2 * Math.PI * frequency) / frameRate));
    doubles.set(turns, this.#turns >> 3);
    doubles.set(signal, this.#signal >> 3);
    run.linePowers(this.#signal, signal.length, this.#turns, LINES, this.#powers);
    const powers = doubles.subarray(this.#powers >> 3, (this.#powers >> 3) + multiples.length);
    const strengths = tempi.map(() => 0);
    for (const [i, power] of powers.entries())
      if (multiples[i]! < frameRate / 2)
        strengths[Math.floor(i / HARMONICS.length)]! += Math.sqrt(Math.max(0, power));
    return strengths;
  }
}

let lines: Lines | undefined;
