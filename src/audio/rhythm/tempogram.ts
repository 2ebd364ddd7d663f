import { RealFft } from "../fourier/index.ts";

/** Seconds of one analysis frame: long enough for four beats at 30 beats a minute. */
const FRAME_SECONDS = 11.5;

/** Zero-padding of each frame: makes the spectrum dense enough to be read between its bins. */
const PADDING = 4;

/** A track longer than this many frames (about three minutes) needs less overlap of them for as steady an average. */
const MANY_FRAMES = 16;

/** How strongly a track repeats itself, by lag and by frequency, averaged over its whole length. */
export interface Tempogram {
  /** Autocorrelation at lags of 0, 1, 2, … frames; 1 at lag 0, unbiased by the shrinking overlap. */
  autocorrelation: Float64Array;
  /** Magnitude spectrum of the accents, from 0 Hz on. */
  spectrum: Float64Array;
  /** Frames a second of the envelope (the unit of the lags). */
  frameRate: number;
  /** Hz between two bins of `spectrum`. */
  resolution: number;
}

/**
 * Autocorrelation and Fourier tempogram of an onset envelope, averaged over overlapping frames.
 *
 * The two see opposite errors: an autocorrelation is strong at multiples of the beat period, a spectrum at multiples of the
 * beat frequency, so that together they tell octaves apart (Peeters, "Time variable tempo detection and beat marking", 2005;
 * autocorrelation in frames of the onset strength as Percival & Tzanetakis, "Streamlined tempo estimation based on
 * autocorrelation and cross-correlation with pulses", 2014). Each frame is normalised by its own energy, so that a quiet
 * verse counts as much as a loud chorus. Cost: one transform a frame, O(n log n) of a fixed length.
 *
 * @param accents zero-mean accents, one a frame (`accentsOf`)
 * @param frameRate frames a second
 * @returns null when there are no accents or none of them has any energy
 */
export function tempogramOf(accents: Float64Array, frameRate: number): Tempogram | null {
  const frame = 2 ** Math.round(Math.log2(FRAME_SECONDS * frameRate));
  const length = PADDING * frame;
  const used = Math.min(frame, accents.length);
  const window = windowOf(used);
  // Twice the frame keeps its two ends apart, which is all that the autocorrelation needs.
  const apart = 2 * frame;
  const { coarse, dense, plain, tapered, here } = workspaceOf(apart, length);
  plain.fill(0);
  tapered.fill(0, used);
  const power = new Float64Array(apart / 2 + 1);
  const spectrum = new Float64Array(length / 2 + 1);
  const hop = frame / (accents.length > MANY_FRAMES * frame ? 2 : 4);
  let frames = 0;

  for (let start = 0; start + used <= accents.length; start += hop) {
    let energy = 0;
    let windowedEnergy = 0;
    for (let i = 0; i < used; i++) {
      const value = accents[start + i]!;
      const windowed = value * window[i]!;
      plain[i] = value;
      tapered[i] = windowed;
      energy += value * value;
      windowedEnergy += windowed * windowed;
    }
    if (!(windowedEnergy > 1e-9 * used)) continue;
    frames++;
    coarse.powerSpectrum(plain, here);
    const share = 1 / energy;
    for (let k = 0; k < power.length; k++) power[k] = power[k]! + here[k]! * share;
    dense.powerSpectrum(tapered, here);
    const magnitudeScale = 1 / Math.sqrt(windowedEnergy * used);
    for (let k = 0; k < here.length; k++) spectrum[k] = spectrum[k]! + Math.sqrt(here[k]!) * magnitudeScale;
  }
  if (frames === 0) return null;

  // The transform of the mean power, which is real and symmetric, is real. With so much added to its first value that all of the
  // transform is above zero, it is the root of its own power spectrum.
  let offset = 0;
  for (let k = 0; k < power.length; k++) {
    const share = power[k]! / (frames * apart);
    plain[k] = share;
    plain[(apart - k) % apart] = share;
    offset += 4 * share;
  }
  plain[0]! += offset;
  coarse.powerSpectrum(plain, here);
  for (let k = 0; k < spectrum.length; k++) spectrum[k]! /= frames;
  const autocorrelation = new Float64Array(frame);
  for (let lag = 0; lag < frame; lag++) {
    autocorrelation[lag] = ((Math.sqrt(here[lag]!) - offset) * used) / Math.max(used - lag, used / 4);
  }
  return { autocorrelation, spectrum, frameRate, resolution: frameRate / length };
}

/** The transforms of the last lengths and the arrays they work on: one analysis needs hundreds of the same. */
let kept: ReturnType<typeof workspace> | undefined;

function workspaceOf(coarse: number, dense: number) {
  if (kept?.dense.length !== dense || kept.coarse.length !== coarse) kept = workspace(coarse, dense);
  return kept;
}

function workspace(coarse: number, dense: number) {
  return {
    coarse: new RealFft(coarse),
    dense: new RealFft(dense),
    plain: new Float64Array(coarse),
    tapered: new Float64Array(dense),
    here: new Float64Array(dense / 2 + 1),
  };
}

let keptWindow = new Float64Array(0);

function windowOf(length: number): Float64Array {
  if (keptWindow.length !== length) {
    keptWindow = new Float64Array(length);
    for (let i = 0; i < length; i++) keptWindow[i] = Math.sin((Math.PI * (i + 1)) / (length + 1)) ** 2;
  }
  return keptWindow;
}

/** The value of a sampled curve at a fractional index (Catmull-Rom cubic); 0 outside of it. */
export function sampleAt(curve: Float64Array, index: number): number {
  const i = Math.floor(index);
  if (!(index >= 0) || i > curve.length - 1) return 0;
  const t = index - i;
  const b = curve[i]!;
  const a = curve[i - 1] ?? b;
  const c = curve[i + 1] ?? 0;
  const d = curve[i + 2] ?? 0;
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}
