import { type AnalysisStore, analysesOf } from "../audio-analysis/index.ts";
import type { FeatureReader, FeatureStore } from "../features/index.ts";
import type { FingerprintStore } from "../fingerprints/index.ts";
import type { Principal } from "../policy/index.ts";
import type { CatalogParts } from "./add-recording.ts";
import type { TrackRow } from "./track-store.ts";

/** What other rooms keep of a track. */
export interface KeptOfTracks {
  features: { store: FeatureStore; reader: FeatureReader };
  analyses: AnalysisStore;
  fingerprints: FingerprintStore;
}

/**
 * Erases a track everywhere: its rows in one atomic batch, then its sound, then the caches. The batch also notes an
 * upload under the track's id, which goes last: after a crash in between, the sweep finds it and finishes. Of a track that is
 * being analysed it stays: its worker may write once more and die, and the sweep then erases that too.
 * @param permit throws when the caller may not erase this one
 * @returns false when the tenant has no such track
 */
export async function deleteRecording(
  { tracks, tasks, objects, quota, audit }: CatalogParts,
  { features, analyses, fingerprints }: KeptOfTracks,
  { tenantId, actor }: Pick<Principal, "tenantId" | "actor">,
  trackId: string,
  permit: (track: TrackRow) => void,
): Promise<boolean> {
  const track = await tracks.find(tenantId, trackId);
  if (!track) return false;
  permit(track);
  const event = { action: "track_deleted", outcome: "done", actor, target: `track:${trackId}` } as const;
  const deleteTasks = tasks.deleteOfTrack(tenantId, trackId);
  const { erased, isBeingAnalysed } = await tracks.beginErasure(
    tenantId,
    trackId,
    track.objectKey,
    deleteTasks,
    [
      // Right behind the deletion, whose success it tells of.
      audit.entryIfChanged(tenantId, event),
      features.store.deleteOfTrack(tenantId, trackId),
      ...analyses.deleteOfTrack(tenantId, trackId),
      ...fingerprints.deleteOfTrack(tenantId, trackId),
    ],
  );
  await objects.erase(track.objectKey);
  await objects.eraseAll(analysesOf(tenantId, trackId));
  if (erased) await quota.releaseStorage(tenantId, track.sizeBytes);
  await features.reader.drop(tenantId, trackId);
  if (erased && !isBeingAnalysed) await tracks.endUpload(tenantId, trackId);
  await audit.chain(tenantId);
  return true;
}
