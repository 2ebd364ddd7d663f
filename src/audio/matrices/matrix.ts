import { CEPSTRAL_COEFFICIENTS, cepstrumBasis, MEL_BANDS, type SpectralResult } from "../spectral/index.ts";

export type MatrixName = "mel" | "mfcc" | "chroma" | "onset_strength" | "rms";

/** Figures over time, a row a frame. */
export interface Matrix {
  /** `[frames]` for one figure a frame, `[frames, columns]` for several. */
  shape: readonly number[];
  /** Rows `start` to `start + count - 1`, frame-major; fewer at the end. */
  read(start: number, count: number): Float32Array;
}

/**
 * One of the matrices of an analysis, read in parts so that a long recording's never stands in memory whole.
 * - `mel`: decibels of 128 mel bands, reference 1, cut off 80 dB below the loudest;
 * - `mfcc`: the first 20 coefficients of its DCT-II (orthonormal), as librosa's `feature.mfcc`;
 * - `chroma`: 12 pitch classes, C first, the largest of each frame 1;
 * - `onset_strength`, `rms`: one figure a frame.
 *
 * Readable until the analyser is released.
 */
export function matrixOf(name: MatrixName, spectral: SpectralResult): Matrix {
  const { frames, logMel, chroma, onsetEnvelope, rms } = spectral;
  switch (name) {
    case "mel":
      return {
        shape: [frames, MEL_BANDS],
        read: (start, count) => logMel.read(start, Math.min(count, frames - start)),
      };
    case "mfcc": {
      const basis = cepstrumBasis();
      return {
        shape: [frames, CEPSTRAL_COEFFICIENTS],
        read: (start, count) => project(logMel.read(start, Math.min(count, frames - start)), basis),
      };
    }
    case "chroma":
      return stored(chroma, [frames, chroma.length / frames]);
    case "onset_strength":
      return stored(onsetEnvelope, [frames]);
    case "rms":
      return stored(rms, [frames]);
  }
}

function stored(values: Float32Array, shape: readonly number[]): Matrix {
  const columns = shape[1] ?? 1;
  return { shape, read: (start, count) => values.slice(start * columns, (start + count) * columns) };
}

function project(mel: Float32Array, basis: Float64Array): Float32Array {
  const rows = mel.length / MEL_BANDS;
  const out = new Float32Array(rows * CEPSTRAL_COEFFICIENTS);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < CEPSTRAL_COEFFICIENTS; i++) {
      let sum = 0;
      for (let band = 0; band < MEL_BANDS; band++) {
        sum += basis[i * MEL_BANDS + band]! * mel[row * MEL_BANDS + band]!;
      }
      out[row * CEPSTRAL_COEFFICIENTS + i] = sum;
    }
  }
  return out;
}
