import { ANALYSER_VERSION, type DecodeLimits } from "../audio/index.ts";
import { type AnalysisStore, analysesOf } from "../audio-analysis/index.ts";
import type { TrackRow, TrackStore } from "../catalog/index.ts";
import type { Database } from "../database/index.ts";
import {
  audioFeaturesSchema,
  entityTagOf,
  type FeatureStore,
  type StoredFeatures,
} from "../features/index.ts";
import { type FingerprintStore, recordDuplicates } from "../fingerprints/index.ts";
import type { ObjectStore } from "../storage/index.ts";
import type { TaskStore } from "../tasks/index.ts";
import { describeFeatures } from "./describe-features.ts";
import { type Findings, findOut, type Models } from "./find-out.ts";
import { smallParts, storeLargeResults } from "./store-analysis.ts";

export interface AnalysisParts {
  db: Database;
  tracks: TrackStore;
  tasks: TaskStore;
  features: FeatureStore;
  analyses: AnalysisStore;
  fingerprints: FingerprintStore;
  objects: ObjectStore;
  models: Models;
  limits: DecodeLimits;
}

/**
 * Analyses a stored recording. The large results are written as objects first, then the small ones, the features, the length and
 * the end of the task in one atomic batch. Running it twice gives the same rows.
 * @param onProgress told the share of the file's bytes that have been read, 0 to 1; a rejection stops the analysis
 * @throws AudioError when the recording is at fault; MissingSoundError, or any other error, when we are
 */
export async function analyseTrack(
  parts: AnalysisParts,
  track: TrackRow,
  taskId: string,
  onProgress: (share: number) => Promise<void>,
): Promise<StoredFeatures> {
  const { tenantId } = track;
  const startedAt = Date.now();
  const findings = await findOut(parts, track, onProgress);
  const features = describeFeatures(track.id, findings);
  const body = JSON.stringify(audioFeaturesSchema.parse(features));
  const etag = entityTagOf(body);
  const now = Date.now();
  await storeLargeResults(parts.objects, tenantId, track.id, findings, now, now - startedAt);
  await indexFingerprint(parts, tenantId, track.id, findings, now);
  await parts.db.batch([
    parts.analyses.putParts(tenantId, track.id, ANALYSER_VERSION, smallParts(findings), now),
    parts.features.put(
      tenantId,
      { trackId: track.id, body, etag, analyser: ANALYSER_VERSION, model: features.version },
      now,
    ),
    parts.tracks.setDuration(tenantId, track.id, features.duration_ms, now),
    parts.tasks.succeed(tenantId, taskId, now),
  ]);
  if (!(await parts.tracks.find(tenantId, track.id))) {
    // Erased while it was being analysed: what was written after that must not stay.
    await parts.objects.eraseAll(analysesOf(tenantId, track.id));
  }
  return { body, etag };
}

/** Before the end of the task, so that whoever waits for that finds the duplicates. */
async function indexFingerprint(
  { db, fingerprints }: AnalysisParts,
  tenantId: string,
  trackId: string,
  { analysis }: Findings,
  now: number,
): Promise<void> {
  const { hashes } = analysis.fingerprint;
  const durationMs = Math.round(analysis.seconds * 1000);
  const [first, ...others] = fingerprints.put(tenantId, { trackId, durationMs, hashes }, now);
  if (first) await db.batch([first, ...others]);
  await recordDuplicates(fingerprints, tenantId, trackId, hashes, now);
}
