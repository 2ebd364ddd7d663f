import { melBank } from "../spectral/mel-bank.ts";
import { MEL_BANDS } from "../spectral/settings.ts";
import type { FrameMatrix } from "./matrix.ts";

/** Mel power: frames x 128, from a power spectrogram. */
export function melSpectrogram(power: FrameMatrix): FrameMatrix {
  const { starts, firstBins, weights } = melBank();
  return power.map((row) =>
    Float64Array.from({ length: MEL_BANDS }, (_, band) => {
      let sum = 0;
      for (let i = starts[band]!; i < starts[band + 1]!; i++) {
        sum += weights[i]! * row[firstBins[band]! + i - starts[band]!]!;
      }
      return sum;
    }),
  );
}
