export {
  DESCRIPTORS,
  type DescriptorName,
  type DescriptorSummary,
  type Descriptors,
} from "./descriptors.ts";
export type { LogMel } from "./log-mel.ts";
export { SpectralAnalyser, type SpectralResult } from "./spectral-analyser.ts";
