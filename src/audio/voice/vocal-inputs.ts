import type { Descriptors } from "../spectral/index.ts";

/** Cepstral coefficients and contrast bands that are read; the seventh band belongs to the resampler, not to the music. */
const CEPSTRAL = 20;
const CONTRAST = 6;
const CLASSES = 12;
/** Values are raised to this before a logarithm. */
const FLOOR = 1e-3;

/** Numbers of one recording that `vocalInputs` makes. */
export const VOCAL_INPUTS = CEPSTRAL + CONTRAST + 5 + CLASSES / 2 + 1;

/** Means over a recording's frames, as librosa defines them. */
export interface VocalMeans {
  mfcc: ArrayLike<number>;
  contrast: ArrayLike<number>;
  spectralRms: number;
  bandwidth: number;
  centroid: number;
  rolloff: number;
  zeroCrossings: number;
  chroma: ArrayLike<number>;
}

/**
 * What the vocal model reads: cepstrum and contrast as they are, level and shape of the spectrum as logarithms, and the magnitudes of
 * chroma's Fourier transform over the pitch classes, which are the same in every key.
 *
 * @returns VOCAL_INPUTS numbers
 */
export function vocalInputs(means: VocalMeans): number[] {
  const shape = [means.spectralRms, means.bandwidth, means.centroid, means.rolloff, means.zeroCrossings];
  return [
    ...Array.from({ length: CEPSTRAL }, (_, i) => means.mfcc[i]!),
    ...Array.from({ length: CONTRAST }, (_, i) => means.contrast[i]!),
    ...shape.map((value) => Math.log(Math.max(value, FLOOR))),
    ...Array.from({ length: CLASSES / 2 + 1 }, (_, harmonic) => {
      let x = 0;
      let y = 0;
      for (let c = 0; c < CLASSES; c++) {
        const angle = (2 * Math.PI * c * harmonic) / CLASSES;
        x += means.chroma[c]! * Math.cos(angle);
        y += means.chroma[c]! * Math.sin(angle);
      }
      return Math.hypot(x, y);
    }),
  ];
}

/** The means that an analysis of ours found. */
export function vocalMeans(descriptors: Descriptors): VocalMeans {
  return {
    mfcc: descriptors.mfcc.mean,
    contrast: descriptors.spectral_contrast.mean,
    spectralRms: descriptors.spectral_rms.mean[0]!,
    bandwidth: descriptors.spectral_bandwidth.mean[0]!,
    centroid: descriptors.spectral_centroid.mean[0]!,
    rolloff: descriptors.spectral_rolloff.mean[0]!,
    zeroCrossings: descriptors.zero_crossing_rate.mean[0]!,
    chroma: descriptors.chroma_stft.mean,
  };
}
