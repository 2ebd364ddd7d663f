import { CEPSTRAL_COEFFICIENTS, MEL_BANDS } from "./settings.ts";

/**
 * The first rows of the orthonormal DCT-II over the mel bands.
 * @returns f64[CEPSTRAL_COEFFICIENTS][MEL_BANDS]
 */
export function cepstrumBasis(): Float64Array {
  const basis = new Float64Array(CEPSTRAL_COEFFICIENTS * MEL_BANDS);
  for (let i = 0; i < CEPSTRAL_COEFFICIENTS; i++) {
    const gain = Math.sqrt((i === 0 ? 1 : 2) / MEL_BANDS);
    for (let band = 0; band < MEL_BANDS; band++) {
      basis[i * MEL_BANDS + band] = gain * Math.cos((Math.PI * i * (band + 0.5)) / MEL_BANDS);
    }
  }
  return basis;
}
