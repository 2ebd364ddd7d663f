import { CHROMA_CLASSES, TONNETZ_AXES } from "./settings.ts";

/** Turns (in half circles) that one semitone makes on the circles of fifths, minor thirds and major thirds. */
const HALF_TURNS = [7 / 6, 3 / 2, 2 / 3];
const RADII = [1, 1, 0.5];

/**
 * The projection of pitch classes on the tonal centroid space, sine before cosine on each circle.
 * C. Harte, M. Sandler & M. Gasser, "Detecting harmonic change in musical audio", ACM Multimedia 2006.
 * @returns f64[TONNETZ_AXES][CHROMA_CLASSES]
 */
export function tonnetzBasis(): Float64Array {
  const basis = new Float64Array(TONNETZ_AXES * CHROMA_CLASSES);
  for (let axis = 0; axis < TONNETZ_AXES; axis++) {
    const circle = axis >> 1;
    const quarterBack = axis % 2 === 0 ? 0.5 : 0;
    for (let c = 0; c < CHROMA_CLASSES; c++) {
      const halfTurns = HALF_TURNS[circle]! * c - quarterBack;
      basis[axis * CHROMA_CLASSES + c] = RADII[circle]! * Math.cos(Math.PI * halfTurns);
    }
  }
  return basis;
}
