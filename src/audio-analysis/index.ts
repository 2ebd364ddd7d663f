import type { Endpoint } from "../http/index.ts";
import type { RequestParts } from "./request-analysis.ts";
import { createAudioAnalysis } from "./routes/create-audio-analysis.ts";
import { getAudioAnalysis } from "./routes/get-audio-analysis.ts";
import { getMatrix } from "./routes/get-matrix.ts";
import { getRequestedAnalysis } from "./routes/get-requested-analysis.ts";

export { type AnalysisStore, createAnalysisStore, type RequestedAnalysisRow } from "./analysis-store.ts";
export {
  type AudioAnalysis,
  audioAnalysisSchema,
  MATRICES,
  type Matrix,
  PARTS,
  type Part,
  STORED_PARTS,
  type StoredPart,
} from "./contract.ts";
export { analysesOf, analysisKey, putGzipped, putObject, requestedKey } from "./objects.ts";
export { sweepAnalyses } from "./sweep-analyses.ts";

/** The operations of this room. */
export const audioAnalysisEndpoints = (parts: RequestParts): Endpoint[] => [
  getAudioAnalysis(parts.objects, parts.tasks),
  createAudioAnalysis(parts),
  getRequestedAnalysis(parts),
  getMatrix(parts),
];
