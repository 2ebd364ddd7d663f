import { analysesOf } from "../audio-analysis/index.ts";
import type { FeatureReader } from "../features/index.ts";
import type { ObjectStore } from "../storage/index.ts";
import type { TrackStore } from "./track-store.ts";

/** An upload that has not ended after this long never will. */
const ABANDONED_MS = 3_600_000;
const SWEEP = 100;

/** Erases what unfinished uploads and half-done erasures left behind, in store and cache; gives how many there were. */
export async function sweepUploads(
  {
    tracks,
    objects,
    features,
  }: { tracks: TrackStore; objects: ObjectStore; features: Pick<FeatureReader, "drop"> },
  now: number,
): Promise<number> {
  const abandoned = await tracks.findAbandonedUploads(now - ABANDONED_MS, SWEEP);
  for (const { id, tenantId, objectKey } of abandoned) {
    await objects.erase(objectKey);
    await objects.eraseAll(analysesOf(tenantId, id));
    await features.drop(tenantId, id);
    await tracks.endUpload(tenantId, id);
  }
  return abandoned.length;
}
