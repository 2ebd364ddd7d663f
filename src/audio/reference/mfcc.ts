import { cepstrumBasis } from "../spectral/cepstrum-basis.ts";
import { CEPSTRAL_COEFFICIENTS, MEL_BANDS } from "../spectral/settings.ts";
import type { FrameMatrix } from "./matrix.ts";

/**
 * Mel-frequency cepstral coefficients: frames x 20, from mel decibels.
 * S. Davis & P. Mermelstein, IEEE Trans. ASSP 28 (1980), with an orthonormal DCT-II.
 */
export function mfcc(melDecibels: FrameMatrix): FrameMatrix {
  const basis = cepstrumBasis();
  return melDecibels.map((row) =>
    Float64Array.from({ length: CEPSTRAL_COEFFICIENTS }, (_, i) =>
      row.reduce((sum, value, band) => sum + value * basis[i * MEL_BANDS + band]!, 0),
    ),
  );
}
