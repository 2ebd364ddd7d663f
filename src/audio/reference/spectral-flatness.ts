import { SMALLEST_POWER } from "../spectral/settings.ts";
import type { FrameMatrix } from "./matrix.ts";

/** Geometric over arithmetic mean of the power of each spectrum, 0 to 1: frames x 1; 1 in silence. */
export function spectralFlatness(power: FrameMatrix): FrameMatrix {
  return power.map((row) => {
    const raised = row.map((value) => Math.max(SMALLEST_POWER, value));
    const logarithms = raised.reduce((sum, value) => sum + Math.log(value), 0);
    const arithmetic = raised.reduce((sum, value) => sum + value, 0) / row.length;
    return Float64Array.of(Math.exp(logarithms / row.length) / arithmetic);
  });
}
