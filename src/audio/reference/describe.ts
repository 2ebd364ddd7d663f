import { DESCRIPTORS, type DescriptorName, type Descriptors } from "../spectral/descriptors.ts";
import { LARGEST_SAMPLE } from "../spectral/settings.ts";
import { chroma } from "./chroma.ts";
import { decibels } from "./decibels.ts";
import { columnStatistics, type FrameMatrix } from "./matrix.ts";
import { melSpectrogram } from "./mel-spectrogram.ts";
import { mfcc } from "./mfcc.ts";
import { onsetStrength } from "./onset-strength.ts";
import { magnitudes, powerSpectrogram } from "./power-spectrogram.ts";
import { rms, spectralRms } from "./root-mean-square.ts";
import { spectralBandwidth } from "./spectral-bandwidth.ts";
import { spectralCentroid } from "./spectral-centroid.ts";
import { spectralContrast } from "./spectral-contrast.ts";
import { spectralFlatness } from "./spectral-flatness.ts";
import { spectralRolloff } from "./spectral-rolloff.ts";
import { tonnetz } from "./tonnetz.ts";
import { estimateTuning } from "./tuning.ts";
import { zeroCrossingRate } from "./zero-crossing-rate.ts";

/** Everything that the reference computes of one recording. */
export interface ReferenceAnalysis {
  tuning: number;
  /** Each descriptor's values: frames x width. */
  matrices: Record<DescriptorName, FrameMatrix>;
  descriptors: Descriptors;
  melDecibels: FrameMatrix;
}

/**
 * The oracle of `SpectralAnalyser`: the same descriptors in f64, whole recording at once, every algorithm in its plainest
 * form. For tests; slow and without bound on memory.
 * @param signal mono samples at 22,050 Hz, at least one
 * @param tuning in semitones; estimated from the whole recording when left out
 */
export function describe(signal: Float32Array, tuning?: number): ReferenceAnalysis {
  const cleaned = signal.map((x) =>
    Number.isFinite(x) ? Math.min(LARGEST_SAMPLE, Math.max(-LARGEST_SAMPLE, x)) : 0,
  );
  const power = powerSpectrogram(cleaned);
  const magnitude = magnitudes(power);
  const melDecibels = decibels(melSpectrogram(power));
  const usedTuning = tuning ?? estimateTuning(power);
  const profiles = chroma(power, usedTuning);
  const matrices: Record<DescriptorName, FrameMatrix> = {
    chroma_stft: profiles,
    mfcc: mfcc(melDecibels),
    rms: rms(cleaned),
    spectral_rms: spectralRms(magnitude),
    spectral_centroid: spectralCentroid(magnitude),
    spectral_bandwidth: spectralBandwidth(magnitude),
    spectral_contrast: spectralContrast(magnitude),
    spectral_rolloff: spectralRolloff(magnitude),
    spectral_flatness: spectralFlatness(power),
    zero_crossing_rate: zeroCrossingRate(cleaned),
    tonnetz: tonnetz(profiles),
    onset_strength: onsetStrength(melDecibels),
  };
  const summaries = DESCRIPTORS.map(({ name }) => [name, columnStatistics(matrices[name])]);
  return { tuning: usedTuning, matrices, descriptors: Object.fromEntries(summaries), melDecibels };
}
