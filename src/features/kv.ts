import type { FeatureCache } from "./feature-cache.ts";

/** Seconds an entry lives, which is how long a copy that KV failed to renew can stay old; the record is in D1. */
const TTL_SECONDS = 3_600;

/** The feature cache on Workers KV: the text as the value, its tag as metadata. */
export function createKvFeatureCache(kv: KVNamespace): FeatureCache {
  const keyOf = (tenantId: string, trackId: string) => `features/${tenantId}/${trackId}`;
  return {
    get: async (tenantId, trackId) => {
      const { value, metadata } = await kv.getWithMetadata<{ etag: string }>(
        keyOf(tenantId, trackId),
        "text",
      );
      return value === null || !metadata ? null : { body: value, etag: metadata.etag };
    },
    put: (tenantId, trackId, { body, etag }) =>
      kv.put(keyOf(tenantId, trackId), body, { expirationTtl: TTL_SECONDS, metadata: { etag } }),
    drop: (tenantId, trackId) => kv.delete(keyOf(tenantId, trackId)),
  };
}
