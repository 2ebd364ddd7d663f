// kernel entry
// The spectral kernel: everything between samples at 22,050 Hz and descriptors of a group of four frames.
// The host owns memory beyond the static buffers: it grows the memory and passes addresses in.

export { clean } from "./clean";
export { twiddleTable } from "./fourier";
export {
  cepstrum,
  cepstrumBasis,
  cepstrumValues,
  onsetStrength,
  onsetValues,
  toDecibels,
} from "./spectral-cepstrum";
export { chroma, chromaValues, chromaWeights, tonnetzBasis } from "./spectral-chroma";
export { contrastBands, spectralContrast } from "./spectral-contrast";
export { binOffsets, keepLanes, powerSpectrum, turnTable, windowTable } from "./spectral-fft";
export { forgetMelPeak, melFirstBins, melPeak, melPower, melStarts, melWeights } from "./spectral-mel";
export { findPeaks, peakValues } from "./spectral-peaks";
export { shapeValues, spectralShape } from "./spectral-shape";
export { crossings, energy, inputSamples } from "./spectral-waveform";

/** v128[1025]: a spectrum that need not be kept. */
export const scratchSpectrum = memory.data(16400, 16);
