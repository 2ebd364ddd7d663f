import { and, desc, eq, lt, or, sql } from "drizzle-orm";
import type { Database } from "../database/index.ts";
import { type TaskKind, tasks } from "./tables.ts";

export type TaskRow = typeof tasks.$inferSelect;

export interface NewTask {
  id: string;
  trackId: string;
  traceId: string;
  now: number;
  dueAt: number;
}

/** The task of a tenant's whole library, and the analyses it is made of. */
export interface NewLibraryTask {
  id: string;
  traceId: string;
  now: number;
  dueAt: number;
  /** Of each track: its id, its new task's id, and when that task's message may be taken for lost. */
  analyses: { trackId: string; taskId: string; dueAt: number }[];
}

/** How the analyses of a library stand, a number for each status. */
export type LibraryCounts = Record<TaskRow["status"], number>;

const ACTIVE = sql`status in ('queued', 'running')`;

/** The only SQL about tasks. */
export function createTaskStore(db: Database) {
  const own = (tenantId: string, id: string) => and(eq(tasks.tenantId, tenantId), eq(tasks.id, id));
  const heldBy = (tenantId: string, id: string, attempt: number) =>
    and(own(tenantId, id), eq(tasks.status, "running"), eq(tasks.attempts, attempt));
  return {
    /**
     * The statement that writes a queued task, unless its track is not the tenant's or has an analysis under way already.
     * The values stand in the order of the table's columns.
     */
    insertQueuedForTrack: (
      tenantId: string,
      { id, trackId, traceId, now, dueAt }: NewTask,
      kind: Exclude<TaskKind, "library"> = "analysis",
    ) =>
      db
        .insert(tasks)
        .select(
          sql`select ${id}, ${tenantId}, ${kind}, id, 'queued', 0, 0, null, null, ${traceId}, ${dueAt}, ${now}, ${now}, null
            from tracks where id = ${trackId} and tenant_id = ${tenantId}`,
        )
        .onConflictDoNothing(),

    /**
     * Writes the task of a whole library with its analyses, in one atomic batch; nothing, when the tenant has one under way.
     * Tracks that are being analysed anyway are left out.
     * @returns the analyses that were written
     */
    insertLibrary: async (
      tenantId: string,
      { id, traceId, now, dueAt, analyses }: NewLibraryTask,
    ): Promise<TaskRow[]> => {
      const [, , rows] = await db.batch([
        db
          .insert(tasks)
          .values({
            id,
            tenantId,
            kind: "library",
            trackId: "",
            status: "running",
            traceId,
            dueAt,
            createdAt: now,
            updatedAt: now,
          })
          .onConflictDoNothing(),
        db
          .insert(tasks)
          .select(
            sql`select j.value ->> 'taskId', ${tenantId}, 'analysis', tracks.id, 'queued', 0, 0, null, null, ${traceId},
                j.value ->> 'dueAt', ${now}, ${now}, ${id}
              from json_each(${JSON.stringify(analyses)}) j
              join tracks on tracks.id = j.value ->> 'trackId' and tracks.tenant_id = ${tenantId}
              where exists (select 1 from tasks where id = ${id})`,
          )
          .onConflictDoNothing(),
        db
          .select()
          .from(tasks)
          .where(and(eq(tasks.tenantId, tenantId), eq(tasks.parentId, id))),
      ]);
      return rows;
    },

    /** A tenant's library task that is under way, if there is one. */
    findLibraryUnderWay: async (tenantId: string): Promise<TaskRow | null> => {
      const [row] = await db
        .select()
        .from(tasks)
        .where(and(eq(tasks.tenantId, tenantId), eq(tasks.trackId, ""), eq(tasks.kind, "library"), ACTIVE))
        .limit(1);
      return row ?? null;
    },

    /** How many of a library's analyses there are in each status. */
    countLibrary: async (tenantId: string, id: string): Promise<LibraryCounts> => {
      const rows = await db
        .select({ status: tasks.status, count: sql<number>`count(*)` })
        .from(tasks)
        .where(and(eq(tasks.tenantId, tenantId), eq(tasks.parentId, id)))
        .groupBy(tasks.status);
      const counts: LibraryCounts = { queued: 0, running: 0, succeeded: 0, failed: 0 };
      for (const { status, count } of rows) counts[status] = count;
      return counts;
    },

    /** Ends the library tasks, over all tenants, whose analyses have all come to an end. */
    settleLibraries: async (now: number) => {
      await db
        .update(tasks)
        .set({ status: "succeeded", progress: 1, updatedAt: now })
        .where(
          sql`kind = 'library' and status = 'running' and not exists (select 1 from tasks part
            where part.tenant_id = tasks.tenant_id and part.parent_id = tasks.id and part.status in ('queued', 'running'))`,
        );
    },

    find: async (tenantId: string, id: string): Promise<TaskRow | null> => {
      const [row] = await db.select().from(tasks).where(own(tenantId, id)).limit(1);
      return row ?? null;
    },

    /** The statement that reads a track's newest analysis. */
    selectLatest: (tenantId: string, trackId: string) =>
      db
        .select()
        .from(tasks)
        .where(and(eq(tasks.tenantId, tenantId), eq(tasks.trackId, trackId), eq(tasks.kind, "analysis")))
        .orderBy(desc(tasks.createdAt), desc(tasks.updatedAt))
        .limit(1),

    /**
     * The statement that forgets all tasks of a track, and gives how each stood; a worker that still holds one finds nothing to
     * report to.
     */
    deleteOfTrack: (tenantId: string, trackId: string) =>
      db
        .delete(tasks)
        .where(and(eq(tasks.tenantId, tenantId), eq(tasks.trackId, trackId)))
        .returning({ status: tasks.status }),

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
          sql`id in (select id from tasks where status in ('queued', 'running') and kind <> 'library' and due_at < ${now} order by due_at limit ${limit})`,
        )
        .returning(),
  };
}

export type TaskStore = ReturnType<typeof createTaskStore>;
