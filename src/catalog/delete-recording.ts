import type { FeatureReader, FeatureStore } from "../features/index.ts";
import type { CatalogParts } from "./add-recording.ts";
import type { TrackRow } from "./track-store.ts";

/**
 * Erases a track everywhere: its rows in one atomic batch, then its sound, then the caches. The batch also notes an
 * upload under the track's id, which goes last: after a crash in between, the sweep finds it and finishes.
 * @param permit throws when the caller may not erase this one
 * @returns false when the tenant has no such track
 */
export async function deleteRecording(
  { tracks, tasks, objects }: CatalogParts,
  features: { store: FeatureStore; reader: FeatureReader },
  tenantId: string,
  trackId: string,
  permit: (track: TrackRow) => void,
): Promise<boolean> {
  const track = await tracks.find(tenantId, trackId);
  if (!track) return false;
  permit(track);
  await tracks.beginErasure(tenantId, trackId, track.objectKey, [
    tasks.deleteOfTrack(tenantId, trackId),
    features.store.deleteOfTrack(tenantId, trackId),
  ]);
  await objects.erase(track.objectKey);
  await features.reader.drop(tenantId, trackId);
  await tracks.endUpload(tenantId, trackId);
  return true;
}
