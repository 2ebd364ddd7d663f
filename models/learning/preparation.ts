import { fourierBases, HARMONICS } from "../attributes/preparation.ts";
import { fromRows, type Matrix, rowOf } from "./matrix.ts";

/** How an input vector is laid out: first pitch classes, then numbers to be read as they are, then magnitudes to be read as logarithms. */
export interface Layout {
  /** 12, or 0 for a model that reads no pitch classes. */
  chroma: 0 | 12;
  plain: number;
  logarithmic: number;
}

/** Magnitudes are raised to this before the logarithm, so that silence has one. */
export const MAGNITUDE_FLOOR = 1e-5;

/** How many features `prepareLayout` makes. */
export function featureCount({ chroma, plain, logarithmic }: Layout): number {
  return plain + logarithmic + (chroma > 0 ? HARMONICS : 0);
}

/**
 * Turns input vectors into features: the plain numbers, the logarithms, then the magnitudes of the pitch classes' Fourier transform,
 * which are the same in every key (see models/attributes/preparation.ts). `writeLayout` is its twin in ONNX.
 *
 * @param inputs rows × (chroma + plain + logarithmic)
 * @returns rows × featureCount
 */
export function prepareLayout(inputs: Matrix, layout: Layout): Matrix {
  const { real, imaginary } = fourierBases();
  const { chroma, plain } = layout;
  return fromRows(
    Array.from({ length: inputs.rows }, (_, r) => {
      const row = rowOf(inputs, r);
      const logarithms = row
        .subarray(chroma + plain)
        .map((value) => Math.log(Math.max(value, MAGNITUDE_FLOOR)));
      const magnitudes = Array.from({ length: chroma > 0 ? HARMONICS : 0 }, (_, harmonic) => {
        let x = 0;
        let y = 0;
        for (let pitch = 0; pitch < chroma; pitch++) {
          x += row[pitch]! * real.data[pitch * HARMONICS + harmonic]!;
          y += row[pitch]! * imaginary.data[pitch * HARMONICS + harmonic]!;
        }
        return Math.sqrt(x * x + y * y);
      });
      return [...row.subarray(chroma, chroma + plain), ...logarithms, ...magnitudes];
    }),
  );
}
