import { BIN_HERTZ, BINS, MEL_BANDS, SAMPLE_RATE } from "./settings.ts";

// Slaney's mel scale: linear below 1 kHz, logarithmic above. M. Slaney, Auditory Toolbox (Interval Research, 1998).
const LINEAR_HERTZ_PER_MEL = 200 / 3;
const BREAK_HERTZ = 1000;
const BREAK_MEL = BREAK_HERTZ / LINEAR_HERTZ_PER_MEL;
/** Natural logarithm of the frequency ratio of one mel above the break: 27 of them span a factor of 6.4. */
const LOG_STEP = Math.log(6.4) / 27;

/** Triangular filters without their zeros: the weights of one band follow those of the band before. */
export interface MelBank {
  /** i32[MEL_BANDS + 1]: where each band's weights start; the last entry is their number. */
  starts: Int32Array;
  /** i32[MEL_BANDS]: the bin that each band's first weight belongs to. */
  firstBins: Int32Array;
  weights: Float64Array;
}

/** The filters from 0 Hz to Nyquist, each with the area of a constant (Slaney's normalisation, 1/Hz). */
export function melBank(): MelBank {
  const highest = hertzToMel(SAMPLE_RATE / 2);
  const corners = Array.from({ length: MEL_BANDS + 2 }, (_, i) =>
    melToHertz((highest * i) / (MEL_BANDS + 1)),
  );
  const starts = new Int32Array(MEL_BANDS + 1);
  const firstBins = new Int32Array(MEL_BANDS);
  const weights: number[] = [];
  for (let band = 0; band < MEL_BANDS; band++) {
    const [low, centre, high] = corners.slice(band, band + 3) as [number, number, number];
    starts[band] = weights.length;
    for (let bin = 0; bin < BINS; bin++) {
      const hertz = bin * BIN_HERTZ;
      const weight = Math.min((hertz - low) / (centre - low), (high - hertz) / (high - centre));
      if (weight <= 0) continue;
      if (weights.length === starts[band]) firstBins[band] = bin;
      weights.push((weight * 2) / (high - low));
    }
  }
  starts[MEL_BANDS] = weights.length;
  return { starts, firstBins, weights: Float64Array.from(weights) };
}

export function hertzToMel(hertz: number): number {
  return hertz < BREAK_HERTZ
    ? hertz / LINEAR_HERTZ_PER_MEL
    : BREAK_MEL + Math.log(hertz / BREAK_HERTZ) / LOG_STEP;
}

function melToHertz(mel: number): number {
  return mel < BREAK_MEL ? mel * LINEAR_HERTZ_PER_MEL : BREAK_HERTZ * Math.exp((mel - BREAK_MEL) * LOG_STEP);
}
