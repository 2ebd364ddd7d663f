import { kaiser, kaiserBeta, kaiserLength, sinc } from "./kaiser.ts";

/** Attenuation of the stop band in dB; the design leaves a margin over the promised 90. */
const ATTENUATION = 96;
/**
 * Half-width of the transition as a share of the lower Nyquist frequency: flat up to 0.9 of it, silent from 1.1. What aliases
 * lands between 0.9 and 1 of the new Nyquist frequency. A filter centred on it is the price of a half-band for 2:1.
 */
export const TRANSITION = 0.1;
/** Branches that are tabulated at most; ratios with more phases interpolate between them. */
const MAX_BRANCHES = 512;
/** The kernel reads branches in groups of 16 taps. */
const TAP_GROUP = 16;

/** A sample-rate ratio in lowest terms, and the low-pass that it needs. */
export interface Design {
  /** Interpolation factor: output samples in `down` input samples. */
  up: number;
  /** Decimation factor. */
  down: number;
  /** Frequency of the middle of the transition, in cycles an input sample. */
  cutoff: number;
  /** Half the length of the impulse response, in input samples. */
  halfLength: number;
  beta: number;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/**
 * Designs the low-pass for a change of rate: a Kaiser-windowed sinc with its transition centred on the lower of the two
 * Nyquist frequencies (Oppenheim & Schafer, "Discrete-Time Signal Processing"; Smith, "Digital Audio Resampling").
 *
 * @param sourceRate positive whole Hz
 * @param targetRate positive whole Hz
 */
export function design(sourceRate: number, targetRate: number): Design {
  const divisor = greatestCommonDivisor(sourceRate, targetRate);
  const cutoff = Math.min(1, targetRate / sourceRate) / 2;
  return {
    up: targetRate / divisor,
    down: sourceRate / divisor,
    cutoff,
    halfLength: kaiserLength(ATTENUATION, 2 * TRANSITION * cutoff) / 2,
    beta: kaiserBeta(ATTENUATION),
  };
}

/** The impulse response at `t` input samples from its middle; its integral is 1. */
export function impulseResponse({ cutoff, halfLength, beta }: Design, t: number): number {
  return 2 * cutoff * sinc(2 * cutoff * t) * kaiser(t / halfLength, beta);
}

/** For 2:1: the taps at odd distances 1, 3, 5, ... from the middle one. All other taps are 0 but the middle, 1/2. */
export function halfBandTaps(filter: Design): Float32Array {
  const count = Math.ceil(filter.halfLength / 2);
  return Float32Array.from({ length: count }, (_, j) => impulseResponse(filter, 2 * j + 1));
}

/** The filter cut into branches, one for each fractional position of an output between input samples. */
export interface Bank {
  /** f32[branches (+ 1 when interpolated)][taps] */
  coefficients: Float32Array;
  taps: number;
  branches: number;
  /** True when there are fewer branches than phases, so that the kernel must interpolate between two. */
  interpolated: boolean;
}

/**
 * Samples the impulse response for every branch. The first tap of a branch belongs to the input sample `taps / 2 - 1` before
 * the output's.
 */
export function polyphaseBank(filter: Design): Bank {
  const taps = TAP_GROUP * Math.ceil((2 * filter.halfLength + 1) / TAP_GROUP);
  const interpolated = filter.up > MAX_BRANCHES;
  const branches = interpolated ? MAX_BRANCHES : filter.up;
  const rows = interpolated ? branches + 1 : branches;
  const coefficients = new Float32Array(rows * taps);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < taps; k++) {
      const t = k - (taps / 2 - 1) - row / branches;
      if (Math.abs(t) < filter.halfLength) coefficients[row * taps + k] = impulseResponse(filter, t);
    }
  }
  return { coefficients, taps, branches, interpolated };
}
