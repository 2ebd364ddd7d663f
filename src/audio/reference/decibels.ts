import { DYNAMIC_RANGE_DECIBELS, SMALLEST_POWER } from "../spectral/settings.ts";
import { type FrameMatrix, largest } from "./matrix.ts";

/** 10 log10 of each value (at least 1e-10), cut off 80 dB below the largest of all frames. */
export function decibels(power: FrameMatrix): FrameMatrix {
  const logarithms = power.map((row) => row.map((value) => 10 * Math.log10(Math.max(SMALLEST_POWER, value))));
  const floor = largest(logarithms) - DYNAMIC_RANGE_DECIBELS;
  return logarithms.map((row) => row.map((value) => Math.max(value, floor)));
}
