import { index, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { createdAt, tenantId } from "../database/index.ts";

/** One row a track: the answer as it is served, so that a read is one lookup and no serialisation. */
export const audioFeatures = sqliteTable(
  "audio_features",
  {
    trackId: text("track_id").primaryKey(),
    tenantId: tenantId(),
    body: text("body").notNull(),
    etag: text("etag").notNull(),
    analyser: text("analyser").notNull(),
    model: text("model").notNull(),
    createdAt: createdAt(),
  },
  (table) => [index("audio_features_tenant").on(table.tenantId, table.trackId)],
);
