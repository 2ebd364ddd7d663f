// kernel entry
// The tonal kernel: from four frames of 4096 samples at 11,025 Hz to levels on a logarithmic frequency axis.
// Nothing stays in it from one call to the next but the tables that the host writes.

import { clean } from "./clean";
import { bandPower } from "./filter-band";
import { inputSamples, LONG_FRAME, powerSpectra, spectrum } from "./fourier-long";
import { VECTOR } from "./spectral-layout";
import { log2 } from "./spectral-logarithm";

export { twiddleTable } from "./fourier";
export { binOffsets, firstTwiddles, inputSamples, spectrum, turnTable, windowTable } from "./fourier-long";

/** Samples from the start of a frame to that of the next. */
const HOP: i32 = 1024;
/** Lines of the frequency axis. */
const LINES: usize = 252;

/** i32[253]: where each line's weights start in `lineWeights`; the last entry is their number; the host writes it. */
export const lineStarts = memory.data(1012, 16);
/** i32[252]: each line's first bin; the host writes it. */
export const lineFirstBins = memory.data(1008, 16);
/** f32[4096]: the weights, which make the power of a full-scale sine 1; the host writes them. */
export const lineWeights = memory.data(16384, 16);
/** u8[4][252]: level of each line of the frames of the last group. */
export const lineLevels = memory.data(1008, 16);

/** 2.4 steps a decibel. */
const STEPS_AN_OCTAVE: f32 = 2.4 * 3.010299956639812;
/** -100 dB is level 0; what is cut off rounds to the nearest. */
const ZERO_LEVEL: f32 = 240.5;
/** Power far below level 0, of which there is a logarithm. */
const SMALLEST_POWER: f32 = 1e-20;

/** Analyses the samples of a group into `spectrum` and `lineLevels`. */
export function measureLines(): void {
  clean(inputSamples, LONG_FRAME + 3 * HOP);
  powerSpectra((<usize>HOP) << 2);
  let weight = lineWeights;
  for (let line: usize = 0; line < LINES; line++) {
    const bin = spectrum + <usize>load<i32>(lineFirstBins + (line << 2)) * VECTOR;
    const end = lineWeights + ((<usize>load<i32>(lineStarts + ((line + 1) << 2))) << 2);
    const power = f32x4.add(bandPower(bin, weight, end), f32x4.splat(SMALLEST_POWER));
    weight = end;
    const level = f32x4.add(f32x4.mul(log2(power), f32x4.splat(STEPS_AN_OCTAVE)), f32x4.splat(ZERO_LEVEL));
    const whole = i32x4.trunc_sat_f32x4_s(level);
    const words = i16x8.narrow_i32x4_s(whole, whole);
    const bytes = i8x16.narrow_i16x8_u(words, words);
    const to = lineLevels + line;
    v128.store8_lane(to, bytes, 0);
    v128.store8_lane(to, bytes, 1, LINES);
    v128.store8_lane(to, bytes, 2, 2 * LINES);
    v128.store8_lane(to, bytes, 3, 3 * LINES);
  }
}
