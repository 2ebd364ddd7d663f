export { ANALYSIS_RATE, analyse, type TrackAnalysis } from "./analyse.ts";
export {
  type AudioFormat,
  DEFAULT_LIMITS,
  type DecodeLimits,
} from "./decode/index.ts";
export { type MatrixName, matrixOf, npyHeader } from "./matrices/index.ts";
export { AudioError, type AudioErrorCode, type PcmBlock } from "./pcm.ts";
export { encodeSpectrogram } from "./picture/index.ts";
export type { SpectralResult } from "./spectral/index.ts";
export { ANALYSER_VERSION } from "./version/index.ts";
export { encodeWaveform } from "./waveform/index.ts";
