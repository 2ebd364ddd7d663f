/** Points of the complex transform that the kernels are built around: real frames have twice as many samples, or 4 times. */
const POINTS = 1024;
/** Bytes of the vector in which the kernels keep one bin. */
const VECTOR_BYTES = 16;

/** Constants of the kernels' transforms, in the layout that src/audio/kernels/fourier.ts documents. */
export interface TransformTables {
  /** Of the radix-4 steps. */
  twiddles: Float64Array;
  /** Of the radix-2 step that comes before them in frames of 4096 samples. */
  firstTwiddles: Float64Array;
  /** Of the step from complex points to real samples. */
  turns: Float64Array;
  binOffsets: Int32Array;
}

/** @param samples in a frame: 2048 or 4096 */
export function transformTables(samples: 2048 | 4096): TransformTables {
  const points = samples / 2;
  const twiddles: number[] = [];
  for (let size = POINTS; size > 4; size /= 4) {
    for (let j = 0; j < size / 4; j++) {
      for (const power of [1, 2, 3]) twiddles.push(...unitRoot(j * power, size));
    }
  }
  return {
    twiddles: Float64Array.from(twiddles),
    firstTwiddles: unitRoots(POINTS, 2 * POINTS),
    turns: unitRoots(points / 2 + 1, samples),
    binOffsets: Int32Array.from({ length: points }, (_, bin) => placeOf(bin, points) * VECTOR_BYTES),
  };
}

/** The first `count` powers of exp(-2 pi i / n), as real and imaginary parts. */
function unitRoots(count: number, n: number): Float64Array {
  return Float64Array.from(Array.from({ length: count }, (_, k) => unitRoot(k, n)).flat());
}

/** exp(-2 pi i j / n) as real and imaginary part. */
function unitRoot(j: number, n: number): [number, number] {
  const angle = (-2 * Math.PI * j) / n;
  return [Math.cos(angle), Math.sin(angle)];
}

/** Where a transform of `points` leaves a bin: a radix-2 step puts even bins before odd ones, the others reverse digits. */
function placeOf(bin: number, points: number): number {
  if (points > POINTS) return (bin % 2) * (points / 2) + placeOf(bin >> 1, points / 2);
  let reversed = 0;
  for (let base = 1, rest = bin; base < POINTS; base *= 4, rest >>= 2) reversed = reversed * 4 + (rest & 3);
  return reversed;
}
