import { type ContrastBand, contrastBands } from "../spectral/contrast-bands.ts";
import { decibels } from "./decibels.ts";
import type { FrameMatrix } from "./matrix.ts";

/** Decibels between the peaks and the valleys of seven bands (Jiang et al. 2002): frames x 7, from magnitudes. */
export function spectralContrast(magnitude: FrameMatrix): FrameMatrix {
  const bands = contrastBands();
  const sorted = magnitude.map((row) =>
    bands.map(({ firstBin, bins }) => row.slice(firstBin, firstBin + bins).sort()),
  );
  const of = (part: (band: Float64Array, definition: ContrastBand) => Float64Array) =>
    decibels(sorted.map((row) => Float64Array.from(row, (band, i) => mean(part(band, bands[i]!)))));
  const peaks = of((band, { extremes }) => band.slice(-extremes));
  const valleys = of((band, { extremes }) => band.slice(0, extremes));
  return peaks.map((row, frame) => row.map((peak, band) => peak - valleys[frame]![band]!));
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
