import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { createdAt, tenantId, timestamp } from "../database/index.ts";

export const tracks = sqliteTable(
  "tracks",
  {
    id: text("id").primaryKey(),
    tenantId: tenantId(),
    /** Where the recording came from; what may learn from it is decided by this. */
    provenance: text("provenance", { enum: ["upload"] }).notNull(),
    sha256: text("sha256").notNull(),
    sizeBytes: integer("size_bytes").notNull(),
    format: text("format").notNull(),
    mediaType: text("media_type").notNull(),
    objectKey: text("object_key").notNull(),
    title: text("title"),
    artist: text("artist"),
    album: text("album"),
    isrc: text("isrc"),
    externalId: text("external_id"),
    /** Known once the recording has been decoded. */
    durationMs: integer("duration_ms"),
    /** Who sent it, as `user:…` or `key:…`; null for what was sent before this was kept. */
    createdBy: text("created_by"),
    createdAt: createdAt(),
    updatedAt: timestamp("updated_at"),
  },
  (table) => [
    uniqueIndex("tracks_tenant_sha256").on(table.tenantId, table.sha256),
    index("tracks_tenant_created").on(table.tenantId, table.createdAt, table.id),
  ],
);

/** Uploads under way: a row here without its track is a body that never arrived whole, swept after a while. */
export const uploads = sqliteTable(
  "uploads",
  {
    id: text("id").primaryKey(),
    tenantId: tenantId(),
    objectKey: text("object_key").notNull(),
    createdAt: createdAt(),
  },
  (table) => [index("uploads_created").on(table.createdAt)],
);
