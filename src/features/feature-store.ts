import { and, eq, sql } from "drizzle-orm";
import type { Database } from "../database/index.ts";
import type { StoredFeatures } from "./stored-features.ts";
import { audioFeatures } from "./tables.ts";

export interface NewFeatures extends StoredFeatures {
  trackId: string;
  analyser: string;
  model: string;
}

/** The only SQL about audio features. */
export function createFeatureStore(db: Database, binding: D1Database) {
  // The read of a cache miss is the hot path, so it is a bare prepared statement.
  const one = binding.prepare("select body, etag from audio_features where track_id = ?1 and tenant_id = ?2");
  const many = binding.prepare(
    "select track_id as trackId, body, etag from audio_features where tenant_id = ?1 and track_id in (select value from json_each(?2))",
  );
  return {
    find: (tenantId: string, trackId: string): Promise<StoredFeatures | null> =>
      one.bind(trackId, tenantId).first<StoredFeatures>(),

    /** Those of many tracks that have any, in no order; one round trip whatever their number. */
    findMany: async (tenantId: string, trackIds: string[]) => {
      const { results } = await many
        .bind(tenantId, JSON.stringify(trackIds))
        .all<StoredFeatures & { trackId: string }>();
      return results;
    },

    /** The statement that writes a track's features over earlier ones; nothing, when the track has gone meanwhile. */
    put: (tenantId: string, { trackId, body, etag, analyser, model }: NewFeatures, now: number) =>
      db
        .insert(audioFeatures)
        .select(
          sql`select id, tenant_id, ${body}, ${etag}, ${analyser}, ${model}, ${now} from tracks
            where id = ${trackId} and tenant_id = ${tenantId}`,
        )
        .onConflictDoUpdate({
          target: audioFeatures.trackId,
          set: { body, etag, analyser, model, createdAt: now },
        }),

    /** The statement that erases a track's features. */
    deleteOfTrack: (tenantId: string, trackId: string) =>
      db
        .delete(audioFeatures)
        .where(and(eq(audioFeatures.tenantId, tenantId), eq(audioFeatures.trackId, trackId))),
  };
}

export type FeatureStore = ReturnType<typeof createFeatureStore>;
