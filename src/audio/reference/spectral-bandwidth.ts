import { BIN_HERTZ } from "../spectral/settings.ts";
import type { FrameMatrix } from "./matrix.ts";
import { asShares } from "./normalised.ts";
import { spectralCentroid } from "./spectral-centroid.ts";

/** Standard deviation of frequency around the centroid in Hz, weighted by magnitude: frames x 1; 0 in silence. */
export function spectralBandwidth(magnitude: FrameMatrix): FrameMatrix {
  const centroids = spectralCentroid(magnitude);
  return magnitude.map((row, frame) => {
    const centre = centroids[frame]![0]!;
    const variance = asShares(row).reduce(
      (sum, share, bin) => sum + share * (bin * BIN_HERTZ - centre) ** 2,
      0,
    );
    return Float64Array.of(Math.sqrt(variance));
  });
}
