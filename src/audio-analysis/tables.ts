import { index, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { createdAt, tenantId, timestamp } from "../database/index.ts";
import type { Matrix, Part } from "./parts.ts";

/** The small parts of a track's analysis, each as the JSON text that is served; the large ones are objects. */
export const analysisParts = sqliteTable(
  "analysis_parts",
  {
    trackId: text("track_id").notNull(),
    tenantId: tenantId(),
    part: text("part").notNull(),
    body: text("body").notNull(),
    etag: text("etag").notNull(),
    analyser: text("analyser").notNull(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.trackId, table.part] })],
);

/** What somebody asked to be computed of a track. Its task has the same id; its results are objects. */
export const requestedAnalyses = sqliteTable(
  "requested_analyses",
  {
    id: text("id").primaryKey(),
    tenantId: tenantId(),
    trackId: text("track_id").notNull(),
    parts: text("parts", { mode: "json" }).$type<Part[]>().notNull(),
    matrices: text("matrices", { mode: "json" }).$type<Matrix[]>().notNull(),
    format: text("format", { enum: ["json", "npy"] }).notNull(),
    createdAt: createdAt(),
    /** When the results are erased. */
    expiresAt: timestamp("expires_at").notNull(),
  },
  (table) => [
    index("requested_analyses_track").on(table.tenantId, table.trackId),
    index("requested_analyses_expiry").on(table.expiresAt),
  ],
);
