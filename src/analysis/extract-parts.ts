import { ANALYSER_VERSION } from "../audio/index.ts";
import { putGzipped, requestedKey } from "../audio-analysis/index.ts";
import type { TrackRow } from "../catalog/index.ts";
import type { AnalysisParts } from "./analyse-track.ts";
import { describePart } from "./describe-part.ts";
import { findOut } from "./find-out.ts";
import { writeMatrix } from "./write-matrix.ts";

/**
 * Computes what was asked for of a stored recording and writes it as objects, then ends its task. Running it twice writes the
 * same objects.
 * @param id of the requested analysis and of its task
 * @param onProgress told the share of the file's bytes that have been read, 0 to 1; a rejection stops the work
 * @returns false when the request has gone meanwhile
 * @throws AudioError when the recording is at fault; MissingSoundError, or any other error, when we are
 */
export async function extractParts(
  parts: AnalysisParts,
  track: TrackRow,
  id: string,
  onProgress: (share: number) => Promise<void>,
): Promise<boolean> {
  const { tenantId, id: trackId } = track;
  const { analyses, objects, db, tasks } = parts;
  const asked = await analyses.find(tenantId, id);
  if (!asked) return false;
  const keyOf = (object: string) => requestedKey(tenantId, trackId, id, object);
  const findings = await findOut(parts, track, onProgress, async (spectral) => {
    for (const name of asked.matrices) {
      await writeMatrix(objects, keyOf(`${name}.${asked.format}.gz`), name, asked.format, spectral);
    }
  });
  const described: Record<string, unknown> = {};
  for (const part of asked.parts) described[part] = describePart(findings, part);
  const result = JSON.stringify({ analyser: ANALYSER_VERSION, parts: described });
  await putGzipped(objects, keyOf("result.json.gz"), result);
  await db.batch([tasks.succeed(tenantId, id, Date.now())]);
  if (await analyses.find(tenantId, id)) return true;
  // Erased while it was being computed: what was written after that must not stay.
  await objects.eraseAll(requestedKey(tenantId, trackId, id, ""));
  return false;
}
