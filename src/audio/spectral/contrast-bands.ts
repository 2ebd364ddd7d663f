import { BIN_HERTZ, BINS, CONTRAST_BANDS } from "./settings.ts";

/** Upper edge of the lowest band; every further band spans an octave. */
const LOWEST_EDGE_HERTZ = 200;
/** Share of a band's bins that make its peak, and as many its valley. */
const QUANTILE = 0.02;

/** Which bins make one band of the spectral contrast. */
export interface ContrastBand {
  firstBin: number;
  bins: number;
  /** How many of the largest (smallest) magnitudes are averaged to the peak (valley). */
  extremes: number;
}

/**
 * The seven bands 0-200, 200-400, ... 6400 Hz-Nyquist as librosa cuts them: each starts one bin below its edge, all but
 * the last give up their highest bin, and the quantile is taken of the number of bins before that.
 */
export function contrastBands(): ContrastBand[] {
  return Array.from({ length: CONTRAST_BANDS }, (_, band) => {
    const isLast = band === CONTRAST_BANDS - 1;
    const lowEdge = band === 0 ? 0 : LOWEST_EDGE_HERTZ * 2 ** (band - 1);
    const highEdge = LOWEST_EDGE_HERTZ * 2 ** band;
    const firstBin = Math.max(0, Math.ceil(lowEdge / BIN_HERTZ) - 1);
    const lastBin = isLast ? BINS - 1 : Math.floor(highEdge / BIN_HERTZ);
    const width = lastBin - firstBin + 1;
    return {
      firstBin,
      bins: isLast ? width : width - 1,
      extremes: Math.max(1, Math.round(QUANTILE * width)),
    };
  });
}
