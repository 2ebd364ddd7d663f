import { gzip, type ObjectStore, type StoredObject } from "../storage/index.ts";

/** The large results of a track's analysis, each an object of its own. JSON is kept gzipped. */
export const ANALYSIS_OBJECTS = ["audio-analysis.json.gz", "waveform.dat", "spectrogram.bin"] as const;

export type AnalysisObject = (typeof ANALYSIS_OBJECTS)[number];

/** The key prefix of everything that was computed of a track. */
export const analysesOf = (tenantId: string, trackId: string) => `${tenantId}/analyses/${trackId}/`;

/** The key of a track's result. */
export const analysisKey = (tenantId: string, trackId: string, object: AnalysisObject) =>
  analysesOf(tenantId, trackId) + object;

/** The key of a requested analysis' result: `result.json.gz`, or a matrix. */
export const requestedKey = (tenantId: string, trackId: string, id: string, object: string) =>
  `${analysesOf(tenantId, trackId)}requested/${id}/${object}`;

/** Writes an object whole. */
export async function putObject(objects: ObjectStore, key: string, bytes: Uint8Array): Promise<void> {
  const writer = objects.open(key);
  await writer.write(bytes);
  await writer.complete();
}

/** Writes a text gzipped. */
export async function putGzipped(
  objects: ObjectStore,
  key: string,
  text: string | AsyncIterable<Uint8Array<ArrayBuffer>>,
): Promise<void> {
  const writer = objects.open(key);
  try {
    for await (const chunk of gzip(text)) await writer.write(chunk);
    await writer.complete();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

/** Reads a track's large result. */
export const readAnalysisObject = (
  objects: ObjectStore,
  tenantId: string,
  trackId: string,
  object: AnalysisObject,
): Promise<StoredObject | null> => objects.read(analysisKey(tenantId, trackId, object));
