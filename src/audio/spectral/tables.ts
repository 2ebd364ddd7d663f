import { hannWindow, type TransformTables, transformTables } from "../fourier/index.ts";
import { cepstrumBasis } from "./cepstrum-basis.ts";
import { contrastBands } from "./contrast-bands.ts";
import { melBank } from "./mel-bank.ts";
import { CEPSTRAL_COEFFICIENTS, FRAME_SAMPLES, MEL_BANDS } from "./settings.ts";
import { tonnetzBasis } from "./tonnetz-basis.ts";

/** The constant tables in the layout that the kernel's buffers of the same names document. */
interface KernelTables {
  window: Float64Array;
  transform: TransformTables;
  melStarts: Int32Array;
  melFirstBins: Int32Array;
  melWeights: Float32Array;
  cepstrumBasis: Float32Array;
  tonnetzBasis: Float32Array;
  contrastBands: Int32Array;
}

let tables: KernelTables | undefined;

/** The tables, computed once in the life of the process (about 110 KB). */
export function kernelTables(): KernelTables {
  if (tables) return tables;
  const mel = melBank();
  tables = {
    window: hannWindow(FRAME_SAMPLES),
    transform: transformTables(FRAME_SAMPLES),
    melStarts: mel.starts,
    melFirstBins: mel.firstBins,
    melWeights: Float32Array.from(mel.weights),
    cepstrumBasis: evenThenOddColumns(cepstrumBasis()),
    tonnetzBasis: Float32Array.from(tonnetzBasis()),
    contrastBands: Int32Array.from(
      contrastBands().flatMap(({ firstBin, bins, extremes }) => [firstBin, bins, extremes]),
    ),
  };
  return tables;
}

/** Transposes the lower half of the bands to rows of coefficients 0, 2, ... 18, 1, 3, ... 19. */
function evenThenOddColumns(basis: Float64Array): Float32Array {
  const columns = new Float32Array((MEL_BANDS / 2) * CEPSTRAL_COEFFICIENTS);
  for (let band = 0; band < MEL_BANDS / 2; band++) {
    for (let i = 0; i < CEPSTRAL_COEFFICIENTS; i++) {
      const column = (i >> 1) + (i % 2) * (CEPSTRAL_COEFFICIENTS / 2);
      columns[band * CEPSTRAL_COEFFICIENTS + column] = basis[i * MEL_BANDS + band]!;
    }
  }
  return columns;
}
