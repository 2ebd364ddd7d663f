import type { FeatureCache } from "./feature-cache.ts";
import type { FeatureStore } from "./feature-store.ts";
import type { StoredFeatures } from "./stored-features.ts";

/**
 * Puts features into the cache, then makes sure that they are still the record's. A deletion or a new analysis at the
 * same moment changes the record first and the cache last: whichever of the two comes later undoes what the other left,
 * so that nothing erased stays behind.
 */
export async function warmCache(
  { cache, store }: { cache: FeatureCache; store: FeatureStore },
  tenantId: string,
  trackId: string,
  features: StoredFeatures,
): Promise<void> {
  await cache.put(tenantId, trackId, features);
  const record = await store.find(tenantId, trackId);
  if (record?.etag !== features.etag) await cache.drop(tenantId, trackId);
}
