import { encodeSpectrogram, encodeWaveform } from "../audio/index.ts";
import {
  type AnalysisObject,
  analysisKey,
  PART_SCHEMAS,
  putGzipped,
  putObject,
  STORED_PARTS,
} from "../audio-analysis/index.ts";
import { entityTagOf } from "../features/index.ts";
import type { ObjectStore } from "../storage/index.ts";
import { describeAudioAnalysis } from "./describe-audio-analysis.ts";
import { describePart } from "./describe-part.ts";
import type { Findings } from "./find-out.ts";

/** Bits of a waveform's values as they are kept. */
const WAVEFORM_BITS = 16;

/** Writes the large results of a track's analysis as objects, over those of an earlier one. */
export async function storeLargeResults(
  objects: ObjectStore,
  tenantId: string,
  trackId: string,
  { analysis }: Findings,
  finishedAt: number,
  tookMs: number,
): Promise<void> {
  const keyOf = (object: AnalysisObject) => analysisKey(tenantId, trackId, object);
  // Not checked again here: a checked copy of twenty minutes takes megabytes, and its type is the contract's.
  const described = describeAudioAnalysis(analysis, finishedAt, tookMs);
  await putGzipped(objects, keyOf("audio-analysis.json.gz"), JSON.stringify(described));
  await putObject(objects, keyOf("waveform.dat"), encodeWaveform(analysis.waveform, WAVEFORM_BITS));
  await putObject(objects, keyOf("spectrogram.bin"), encodeSpectrogram(analysis.spectrogram));
}

/** The small parts as they are kept: the text that is served, and its entity tag. */
export function smallParts(findings: Findings) {
  return STORED_PARTS.map((part) => {
    const body = JSON.stringify(PART_SCHEMAS[part].parse(describePart(findings, part)));
    return { part, body, etag: entityTagOf(body) };
  });
}
