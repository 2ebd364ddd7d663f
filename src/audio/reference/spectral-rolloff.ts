import { BIN_HERTZ, ROLLOFF_SHARE } from "../spectral/settings.ts";
import type { FrameMatrix } from "./matrix.ts";

/** Frequency in Hz of the first bin up to which 85 % of the summed magnitude lies: frames x 1; 0 in silence. */
export function spectralRolloff(magnitude: FrameMatrix): FrameMatrix {
  return magnitude.map((row) => {
    let sum = 0;
    const cumulative = row.map((value) => {
      sum += value;
      return sum;
    });
    return Float64Array.of(cumulative.findIndex((value) => value >= ROLLOFF_SHARE * sum) * BIN_HERTZ);
  });
}
