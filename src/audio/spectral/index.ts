export { cepstrumBasis } from "./cepstrum-basis.ts";
export {
  DESCRIPTORS,
  type DescriptorName,
  type DescriptorSummary,
  type Descriptors,
} from "./descriptors.ts";
export type { LogMel } from "./log-mel.ts";
export { CEPSTRAL_COEFFICIENTS, MEL_BANDS } from "./settings.ts";
export { SpectralAnalyser, type SpectralResult } from "./spectral-analyser.ts";
