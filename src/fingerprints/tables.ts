import { index, integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { createdAt, tenantId } from "../database/index.ts";

/** One row a track: its whole fingerprint, in AcoustID's compressed form, which is a third shorter than a list. */
export const fingerprints = sqliteTable(
  "fingerprints",
  {
    /** What the index below calls the track: four bytes in place of 22. */
    number: integer("number").primaryKey({ autoIncrement: true }),
    trackId: text("track_id").notNull().unique(),
    tenantId: tenantId(),
    durationMs: integer("duration_ms").notNull(),
    fingerprint: text("fingerprint").notNull(),
    /** The keys that it is indexed under, as a JSON list: what to take out of the index again. */
    keys: text("keys").notNull(),
    createdAt: createdAt(),
  },
  (table) => [index("fingerprints_tenant").on(table.tenantId, table.trackId)],
);

/** The inverted index: which of a tenant's fingerprints have a hash that begins with these 20 bits. */
export const fingerprintKeys = sqliteTable(
  "fingerprint_keys",
  {
    tenantId: tenantId(),
    key: integer("key").notNull(),
    number: integer("number").notNull(),
  },
  (table) => [index("fingerprint_keys_key").on(table.tenantId, table.key, table.number)],
);

/** A pair of a tenant's tracks that are likely the same recording, as found when the first of them was analysed. */
export const duplicates = sqliteTable(
  "duplicates",
  {
    tenantId: tenantId(),
    trackId: text("track_id").notNull(),
    duplicateOf: text("duplicate_of").notNull(),
    /** Where in `duplicate_of` the track's first moment lies, seconds. */
    offsetSeconds: real("offset_seconds").notNull(),
    overlapSeconds: real("overlap_seconds").notNull(),
    bitErrorRate: real("bit_error_rate").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.trackId, table.duplicateOf] }),
    index("duplicates_of").on(table.tenantId, table.duplicateOf),
  ],
);
