import { FRAME_SAMPLES } from "./settings.ts";

/** The periodic Hann window of one frame: f64[FRAME_SAMPLES], 0 to 1. */
export function hannWindow(): Float64Array {
  return Float64Array.from(
    { length: FRAME_SAMPLES },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / FRAME_SAMPLES),
  );
}
