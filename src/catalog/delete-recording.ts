import type { FeatureReader, FeatureStore } from "../features/index.ts";
import type { CatalogParts } from "./add-recording.ts";

/**
 * Erases a track everywhere: its rows in one atomic batch, then its sound, then the caches. The sound goes before
 * the rows are forgotten to have existed: a crash in between leaves the upload row that the sweep finishes.
 * @returns false when the tenant has no such track
 */
export async function deleteRecording(
  { tracks, tasks, objects }: CatalogParts,
  features: { store: FeatureStore; reader: FeatureReader },
  tenantId: string,
  trackId: string,
): Promise<boolean> {
  const track = await tracks.find(tenantId, trackId);
  if (!track) return false;
  await tracks.beginErasure(tenantId, trackId, track.objectKey, [
    tasks.deleteOfTrack(tenantId, trackId),
    features.store.deleteOfTrack(tenantId, trackId),
  ]);
  await objects.erase(track.objectKey);
  await features.reader.drop(tenantId, trackId);
  await tracks.endUpload(tenantId, trackId);
  return true;
}
