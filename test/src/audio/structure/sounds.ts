import type { Descriptors } from "../../../../src/audio/spectral/index.ts";
import { SpectralAnalyser } from "../../../../src/audio/spectral/index.ts";
import { coarseMel, type Sound } from "../../../../src/audio/structure/index.ts";
import { noise } from "../spectral/signals.ts";

export const RATE = 22_050;

/** What the analysis makes of mono samples at 22,050 Hz. */
export function soundOf(samples: Float32Array): Sound & { descriptors: Descriptors } {
  const spectral = new SpectralAnalyser();
  try {
    spectral.push(samples);
    const result = spectral.finish();
    return { ...result, mel: coarseMel(result.logMel) };
  } finally {
    spectral.release();
  }
}

/** Samples of a function of time in seconds. */
export function signal(seconds: number, at: (t: number, i: number) => number): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * RATE) }, (_, i) => at(i / RATE, i));
}

export function tone(hertz: number, t: number): number {
  return Math.sin(2 * Math.PI * hertz * t);
}

export function whiteNoise(seconds: number, seed = 1): Float32Array {
  return Float32Array.from(noise(Math.round(seconds * RATE), seed));
}

/** Struck notes, one every `period` seconds from `period / 2` on, each with three harmonics. */
export function notes(seconds: number, period: number, hertz: (note: number) => number): Float32Array {
  return signal(seconds, (t) => {
    const note = Math.floor((t - period / 2) / period);
    const age = t - period / 2 - note * period;
    if (note < 0) return 0;
    const f = hertz(note);
    return 0.3 * Math.exp(-age * 4) * (tone(f, age) + tone(2 * f, age) / 2 + tone(3 * f, age) / 3);
  });
}

/** Where `notes` strikes. */
export function strikes(seconds: number, period: number): number[] {
  return Array.from({ length: Math.floor(seconds / period) }, (_, i) => (i + 0.5) * period);
}

/** The sounds of which nothing or little can be known, and what breaks naive code. */
export const ODD_SOUNDS: Record<string, () => Float32Array> = {
  silence: () => new Float32Array(20 * RATE),
  "0.2 s": () => whiteNoise(0.2).map((x) => 0.3 * x),
  "one sample": () => Float32Array.of(0.5),
  sine: () => signal(30, (t) => 0.5 * tone(440, t)),
  noise: () => whiteNoise(30).map((x) => 0.3 * x),
  clicks: () => signal(30, (_, i) => (i % 11_025 < 30 ? 0.9 : 0)),
  clipped: () =>
    notes(30, 0.5, (n) => 220 * 2 ** ((n % 7) / 12)).map((x) => Math.max(-1, Math.min(1, 50 * x))),
  "not numbers": () => signal(5, (_, i) => (i % 100 === 0 ? Number.NaN : 0.1)),
};
