import { kaiser, kaiserBeta, kaiserLength, sinc } from "./kaiser.ts";

/** Attenuation of the stop band in dB; the design leaves a margin over the promised 90. */
const ATTENUATION = 96;
/** End of the pass band and start of the stop band, as shares of the lower Nyquist frequency. */
export interface Band {
  pass: number;
  /** Above 1 what is between the two folds back onto frequencies from 2 - stop on. */
  stop: number;
}

/**
 * Nothing aliases, and the last tenth below the Nyquist frequency falls off as it does in librosa's default
 * (soxr_hq), which descriptors feel.
 */
const WHOLE_BAND: Band = { pass: 0.913, stop: 1 };
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

export function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/**
 * Designs the low-pass for a change of rate: a Kaiser-windowed sinc, by default with its transition just below the lower
 * of the two Nyquist frequencies (Oppenheim & Schafer, "Discrete-Time Signal Processing"; Smith, "Digital
 * Audio Resampling").
 *
 * @param sourceRate positive whole Hz
 * @param targetRate positive whole Hz
 */
export function design(sourceRate: number, targetRate: number, band = WHOLE_BAND): Design {
  const divisor = greatestCommonDivisor(sourceRate, targetRate);
  const nyquist = Math.min(1, targetRate / sourceRate) / 2;
  return {
    up: targetRate / divisor,
    down: sourceRate / divisor,
    cutoff: (nyquist * (band.pass + band.stop)) / 2,
    halfLength: kaiserLength(ATTENUATION, nyquist * (band.stop - band.pass)) / 2,
    beta: kaiserBeta(ATTENUATION),
  };
}

/** The impulse response at `t` input samples from its middle; its integral is 1. */
export function impulseResponse({ cutoff, halfLength, beta }: Design, t: number): number {
  return 2 * cutoff * sinc(2 * cutoff * t) * kaiser(t / halfLength, beta);
}

/** For 2:1: the middle tap, and the taps at distances 1, 2, 3, ... from it, an even number of them. */
export function halvingTaps(filter: Design): { middle: number; taps: Float32Array } {
  const length = 2 * Math.ceil(filter.halfLength / 2);
  const taps = Float32Array.from({ length }, (_, i) => impulseResponse(filter, i + 1));
  return { middle: impulseResponse(filter, 0), taps };
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

/** The banks made last, by their design: most recordings have the rate of the one before. */
const made = new Map<string, Bank>();
/** Two resamplers run over a recording, the analysis's and the fingerprint's. */
const MOST_BANKS = 2;

/**
 * The impulse response, sampled for every branch. The first tap of a branch belongs to the input sample `taps
 * / 2 - 1` before the output's. Not to be written to: the next filter of the same design gets the same bank.
 */
export function polyphaseBank(filter: Design): Bank {
  const key = Object.values(filter).join("/");
  const bank = made.get(key) ?? sampleBank(filter);
  made.delete(key);
  made.set(key, bank);
  for (const oldest of made.keys()) if (made.size > MOST_BANKS) made.delete(oldest);
  return bank;
}

function sampleBank(filter: Design): Bank {
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
