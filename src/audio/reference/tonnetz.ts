import { CHROMA_CLASSES, TONNETZ_AXES } from "../spectral/settings.ts";
import { tonnetzBasis } from "../spectral/tonnetz-basis.ts";
import type { FrameMatrix } from "./matrix.ts";
import { asShares } from "./normalised.ts";

/** Tonal centroids (Harte, Sandler & Gasser 2006): frames x 6, from chroma. */
export function tonnetz(chroma: FrameMatrix): FrameMatrix {
  const basis = tonnetzBasis();
  return chroma.map((row) => {
    const shares = asShares(row);
    return Float64Array.from({ length: TONNETZ_AXES }, (_, axis) =>
      shares.reduce((sum, share, c) => sum + share * basis[axis * CHROMA_CLASSES + c]!, 0),
    );
  });
}
