import type { StoredFeatures } from "./stored-features.ts";

/** A place to keep features nearer than D1. Losing any of it costs time, never an answer. */
export interface FeatureCache {
  get(tenantId: string, trackId: string): Promise<StoredFeatures | null>;
  put(tenantId: string, trackId: string, features: StoredFeatures): Promise<void>;
  drop(tenantId: string, trackId: string): Promise<void>;
}
