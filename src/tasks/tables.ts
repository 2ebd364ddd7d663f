import { sql } from "drizzle-orm";
import { index, integer, real, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { createdAt, tenantId, timestamp } from "../database/index.ts";

/** The ledger of long work. The queue only carries pointers to it: what a lost message meant is found here. */
export const tasks = sqliteTable(
  "tasks",
  {
    id: text("id").primaryKey(),
    tenantId: tenantId(),
    kind: text("kind", { enum: ["analysis"] }).notNull(),
    trackId: text("track_id").notNull(),
    status: text("status", { enum: ["queued", "running", "succeeded", "failed"] }).notNull(),
    progress: real("progress").notNull().default(0),
    attempts: integer("attempts").notNull().default(0),
    errorCode: text("error_code"),
    errorMessage: text("error_message"),
    traceId: text("trace_id").notNull(),
    /** When the message may be taken for lost. */
    dueAt: timestamp("due_at").notNull(),
    createdAt: createdAt(),
    updatedAt: timestamp("updated_at").notNull(),
  },
  (table) => [
    uniqueIndex("tasks_one_active_a_track")
      .on(table.tenantId, table.trackId)
      .where(sql`status in ('queued', 'running')`),
    index("tasks_track").on(table.tenantId, table.trackId, table.createdAt),
    index("tasks_due").on(table.status, table.dueAt),
  ],
);
