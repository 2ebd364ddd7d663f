import { createLeastRecentlyUsed } from "../cache/index.ts";
import type { FeatureCache } from "./feature-cache.ts";
import type { FeatureStore } from "./feature-store.ts";
import type { StoredFeatures } from "./stored-features.ts";
import { warmCache } from "./warm-cache.ts";

/** About 1.5 KB an entry, so 15 MB at the most. */
const CAPACITY = 10_000;

export interface FeatureReader {
  /** From this isolate, else KV, else D1 (one round trip each); null when the tenant's track has no features. */
  one(
    tenantId: string,
    trackId: string,
    waitUntil: (work: Promise<unknown>) => void,
  ): Promise<StoredFeatures | null>;
  /** What this isolate holds and still trusts, without any I/O. */
  peek(tenantId: string, trackId: string): StoredFeatures | undefined;
  /** In the order asked; null where there are none. Isolate first, then D1 for all the rest in one round trip. */
  many(tenantId: string, trackIds: string[]): Promise<(StoredFeatures | null)[]>;
  /** Forgets this isolate's copy: the record may be newer. */
  forget(tenantId: string, trackId: string): void;
  /** Forgets a track here and in KV: after a deletion, and when it is analysed anew. */
  drop(tenantId: string, trackId: string): Promise<void>;
}

/**
 * Reads features through the caches.
 * @param ttlMs how long an isolate trusts its own copy, which is how stale another isolate's change can be seen
 */
export function createFeatureReader(
  { store, cache, ttlMs }: { store: FeatureStore; cache: FeatureCache; ttlMs: number },
  now: () => number = Date.now,
): FeatureReader {
  const held = createLeastRecentlyUsed<string, { features: StoredFeatures; until: number }>(CAPACITY);
  const keyOf = (tenantId: string, trackId: string) => `${tenantId}/${trackId}`;
  const peek = (tenantId: string, trackId: string) => {
    const entry = held.get(keyOf(tenantId, trackId));
    return entry && now() < entry.until ? entry.features : undefined;
  };
  const hold = (tenantId: string, trackId: string, features: StoredFeatures) => {
    held.set(keyOf(tenantId, trackId), { features, until: now() + ttlMs });
    return features;
  };
  const forget = (tenantId: string, trackId: string) => held.delete(keyOf(tenantId, trackId));
  return {
    peek,
    one: async (tenantId, trackId, waitUntil) => {
      const mine = peek(tenantId, trackId);
      if (mine) return mine;
      const cached = await cache.get(tenantId, trackId);
      if (cached) return hold(tenantId, trackId, cached);
      const features = await store.find(tenantId, trackId);
      if (!features) return null;
      // Begun only when the answer is on its way, which must not wait for the cache.
      waitUntil(nextTurn().then(() => warmCache({ cache, store }, tenantId, trackId, features)));
      return hold(tenantId, trackId, features);
    },
    many: async (tenantId, trackIds) => {
      const found = new Map<string, StoredFeatures>();
      for (const id of trackIds) {
        const features = peek(tenantId, id);
        if (features) found.set(id, features);
      }
      const missing = [...new Set(trackIds)].filter((id) => !found.has(id));
      if (missing.length > 0) {
        for (const { trackId, body, etag } of await store.findMany(tenantId, missing)) {
          found.set(trackId, hold(tenantId, trackId, { body, etag }));
        }
      }
      return trackIds.map((id) => found.get(id) ?? null);
    },
    forget,
    drop: async (tenantId, trackId) => {
      forget(tenantId, trackId);
      await cache.drop(tenantId, trackId);
    },
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1));
}
