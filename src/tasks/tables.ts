import { sql } from "drizzle-orm";
import { index, integer, real, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { createdAt, tenantId, timestamp } from "../database/index.ts";

/**
 * - `analysis`: all of a track that is kept; at most one active a track;
 * - `extraction`: parts and matrices that somebody asked for (`POST /v1/audio/analyses`), under the task's own id;
 * - `library`: the analysis of every track of a tenant, as one `analysis` a track; at most one active a tenant.
 */
export const TASK_KINDS = ["analysis", "extraction", "library"] as const;

export type TaskKind = (typeof TASK_KINDS)[number];

/** The ledger of long work. The queue only carries pointers to it: what a lost message meant is found here. */
export const tasks = sqliteTable(
  "tasks",
  {
    id: text("id").primaryKey(),
    tenantId: tenantId(),
    kind: text("kind", { enum: TASK_KINDS }).notNull(),
    /** Empty for a task about the whole library. */
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
    /** The task of the whole library that asked for this one. */
    parentId: text("parent_id"),
  },
  (table) => [
    uniqueIndex("tasks_one_active_analysis")
      .on(table.tenantId, table.trackId)
      .where(sql`kind <> 'extraction' and status in ('queued', 'running')`),
    index("tasks_track").on(table.tenantId, table.trackId, table.createdAt),
    index("tasks_due").on(table.status, table.dueAt),
    index("tasks_parent").on(table.tenantId, table.parentId, table.status),
  ],
);
