import type { Endpoint } from "../http/index.ts";
import type { RequestParts } from "./request-analysis.ts";
import { createAudioAnalysis } from "./routes/create-audio-analysis.ts";
import { getAudioAnalysis } from "./routes/get-audio-analysis.ts";
import { getChords } from "./routes/get-chords.ts";
import { getGenre } from "./routes/get-genre.ts";
import { getMatrix } from "./routes/get-matrix.ts";
import { getMood } from "./routes/get-mood.ts";
import { getQuality } from "./routes/get-quality.ts";
import { getRequestedAnalysis } from "./routes/get-requested-analysis.ts";
import { getSpectrogram } from "./routes/get-spectrogram.ts";
import { getVoice } from "./routes/get-voice.ts";
import { getWaveform } from "./routes/get-waveform.ts";
import { getWaveformDrawing } from "./routes/get-waveform-drawing.ts";

export { type AnalysisStore, createAnalysisStore, type RequestedAnalysisRow } from "./analysis-store.ts";
export type { AudioAnalysis } from "./contract.ts";
export { describeQuality } from "./describe-quality.ts";
export {
  type AnalysisObject,
  analysesOf,
  analysisKey,
  putGzipped,
  putObject,
  requestedKey,
} from "./objects.ts";
export { PART_SCHEMAS } from "./part-schemas.ts";
export { type Matrix, type Part, STORED_PARTS, type StoredPart } from "./parts.ts";
export { type QualityAnswer, qualitySchema } from "./quality-contract.ts";
export { sweepAnalyses } from "./sweep-analyses.ts";

/** The operations of this room. */
export const audioAnalysisEndpoints = (parts: RequestParts): Endpoint[] => [
  getAudioAnalysis(parts.objects, parts.tasks),
  createAudioAnalysis(parts),
  getRequestedAnalysis(parts),
  getMatrix(parts),
  getQuality(parts),
  getChords(parts),
  getGenre(parts),
  getMood(parts),
  getVoice(parts),
  getWaveform(parts),
  getWaveformDrawing(parts),
  getSpectrogram(parts),
];
