import { and, desc, eq, lt, or, sql } from "drizzle-orm";
import type { Database } from "../database/index.ts";
import { tasks } from "./tables.ts";

export type TaskRow = typeof tasks.$inferSelect;

export interface NewTask {
  id: string;
  trackId: string;
  traceId: string;
  now: number;
  dueAt: number;
}

const ACTIVE = sql`status in ('queued', 'running')`;

/** The only SQL about tasks. */
export function createTaskStore(db: Database) {
  const own = (tenantId: string, id: string) => and(eq(tasks.tenantId, tenantId), eq(tasks.id, id));
  const heldBy = (tenantId: string, id: string, attempt: number) =>
    and(own(tenantId, id), eq(tasks.status, "running"), eq(tasks.attempts, attempt));
  return {
    /**
     * The statement that writes a queued task, unless its track has one under way or is not the tenant's.
     * The values stand in the order of the table's columns.
     */
    insertQueuedForTrack: (tenantId: string, { id, trackId, traceId, now, dueAt }: NewTask) =>
      db
        .insert(tasks)
        .select(
          sql`select ${id}, ${tenantId}, 'analysis', id, 'queued', 0, 0, null, null, ${traceId}, ${dueAt}, ${now}, ${now}
            from tracks where id = ${trackId} and tenant_id = ${tenantId}`,
        )
        .onConflictDoNothing(),

    find: async (tenantId: string, id: string): Promise<TaskRow | null> => {
      const [row] = await db.select().from(tasks).where(own(tenantId, id)).limit(1);
      return row ?? null;
    },

    /** The statement that reads a track's newest task. */
    selectLatest: (tenantId: string, trackId: string) =>
      db
        .select()
        .from(tasks)
        .where(and(eq(tasks.tenantId, tenantId), eq(tasks.trackId, trackId)))
        .orderBy(desc(tasks.createdAt), desc(tasks.updatedAt))
        .limit(1),

    /** The statement that forgets all tasks of a track; a worker that still holds one finds nothing to report to. */
    deleteOfTrack: (tenantId: string, trackId: string) =>
      db.delete(tasks).where(and(eq(tasks.tenantId, tenantId), eq(tasks.trackId, trackId))),

    /**
     * Takes a task for one worker until `leaseUntil`: a queued one, or a running one whose worker went silent.
     * Null when someone else has it, or it is finished, or gone.
     */
    claim: async (tenantId: string, id: string, now: number, leaseUntil: number): Promise<TaskRow | null> => {
      const [row] = await db
        .update(tasks)
        .set({
          status: "running",
          attempts: sql`attempts + 1`,
          progress: 0,
          dueAt: leaseUntil,
          updatedAt: now,
        })
        .where(
          and(
            own(tenantId, id),
            or(eq(tasks.status, "queued"), and(eq(tasks.status, "running"), lt(tasks.dueAt, now))),
          ),
        )
        .returning();
      return row ?? null;
    },

    /** Reports progress (0 to 1) and holds the lease; false when the task is no longer this attempt's. */
    report: async (
      tenantId: string,
      id: string,
      attempt: number,
      progress: number,
      now: number,
      leaseUntil: number,
    ) => {
      const rows = await db
        .update(tasks)
        .set({ progress, dueAt: leaseUntil, updatedAt: now })
        .where(heldBy(tenantId, id, attempt))
        .returning({ id: tasks.id });
      return rows.length > 0;
    },

    /** The statement that ends a task well. */
    succeed: (tenantId: string, id: string, now: number) =>
      db
        .update(tasks)
        .set({ status: "succeeded", progress: 1, errorCode: null, errorMessage: null, updatedAt: now })
        .where(and(own(tenantId, id), ACTIVE)),

    /** Ends a task badly; one that ended before stays as it is. */
    fail: async (tenantId: string, id: string, code: string, message: string, now: number) => {
      await db
        .update(tasks)
        .set({ status: "failed", errorCode: code, errorMessage: message, updatedAt: now })
        .where(and(own(tenantId, id), ACTIVE));
    },

    /** Puts a task back into the queue after a failed attempt, with what went wrong; false when it is no longer this attempt's. */
    requeue: async (
      tenantId: string,
      id: string,
      attempt: number,
      error: { code: string; message: string },
      now: number,
      dueAt: number,
    ) => {
      const rows = await db
        .update(tasks)
        .set({ status: "queued", errorCode: error.code, errorMessage: error.message, dueAt, updatedAt: now })
        .where(heldBy(tenantId, id, attempt))
        .returning({ id: tasks.id });
      return rows.length > 0;
    },

    /**
     * Takes up to `limit` tasks whose message or worker must be taken for lost, over all tenants, and gives each a
     * new due time, so that two sweeps at once do not take the same one twice.
     */
    takeOverdue: (now: number, dueAt: number, limit: number): Promise<TaskRow[]> =>
      db
        .update(tasks)
        .set({ status: "queued", dueAt, updatedAt: now })
        .where(
          sql`id in (select id from tasks where status in ('queued', 'running') and due_at < ${now} order by due_at limit ${limit})`,
        )
        .returning(),
  };
}

export type TaskStore = ReturnType<typeof createTaskStore>;
