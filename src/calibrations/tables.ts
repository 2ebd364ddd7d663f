import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { createdAt, tenantId } from "../database/index.ts";

/**
 * Maps from our figures to values that a tenant knew, and how well they agree. The pairs themselves are not kept, and
 * nothing but this tenant's own answers is ever made of a row.
 */
export const calibrations = sqliteTable(
  "calibrations",
  {
    id: text("id").primaryKey(),
    tenantId: tenantId(),
    /** Whose word the known values are: the caller's. */
    provenance: text("provenance", { enum: ["caller"] }).notNull(),
    name: text("name"),
    method: text("method", { enum: ["isotonic", "quantile", "auto"] }).notNull(),
    pairsSent: integer("pairs_sent").notNull(),
    pairsUsable: integer("pairs_usable").notNull(),
    /** JSON: the map of each attribute that has one. */
    maps: text("maps").notNull(),
    /** JSON: agreement before and after, for each attribute that the pairs named. */
    report: text("report").notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: createdAt(),
  },
  (table) => [index("calibrations_tenant_created").on(table.tenantId, table.createdAt, table.id)],
);
