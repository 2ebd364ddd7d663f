import { BIN_HERTZ } from "../spectral/settings.ts";
import type { FrameMatrix } from "./matrix.ts";
import { asShares } from "./normalised.ts";

/** Mean frequency of each spectrum in Hz, weighted by magnitude: frames x 1; 0 in silence. */
export function spectralCentroid(magnitude: FrameMatrix): FrameMatrix {
  return magnitude.map((row) =>
    Float64Array.of(asShares(row).reduce((sum, share, bin) => sum + share * bin * BIN_HERTZ, 0)),
  );
}
