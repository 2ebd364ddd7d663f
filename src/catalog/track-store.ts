import { and, desc, eq, lt, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { AudioErrorCode } from "../audio/index.ts";
import type { Database } from "../database/index.ts";
import type { TaskStore } from "../tasks/index.ts";
import { tracks, uploads } from "./tables.ts";

export type TrackRow = typeof tracks.$inferSelect;
export type NewTrack = Omit<typeof tracks.$inferInsert, "tenantId">;

/** Ends of an analysis that are the recording's own fault, so that another one would end in the same way. */
const REFUSED = {
  unsupported_audio: true,
  corrupt_audio: true,
  audio_too_long: true,
  empty_audio: true,
} satisfies Record<AudioErrorCode, true>;

/** The only SQL about tracks, and about uploads on their way to become tracks. */
export function createTrackStore(db: Database) {
  const own = (tenantId: string, id: string) => and(eq(tracks.tenantId, tenantId), eq(tracks.id, id));
  return {
    /** Notes that a body is being received under this key, so that one which never ends can be swept. */
    beginUpload: async (tenantId: string, id: string, objectKey: string) => {
      await db.insert(uploads).values({ id, tenantId, objectKey });
    },

    endUpload: async (tenantId: string, id: string) => {
      await db.delete(uploads).where(and(eq(uploads.tenantId, tenantId), eq(uploads.id, id)));
    },

    /** Uploads begun before `before`, over all tenants: whoever sent them has given up. */
    findAbandonedUploads: (before: number, limit: number) =>
      db.select().from(uploads).where(lt(uploads.createdAt, before)).limit(limit),

    /**
     * Writes a track, unless the tenant has one with these bytes, together with what else must be true at the same
     * moment; gives the row that now has these bytes.
     */
    insertOnce: async (
      tenantId: string,
      track: NewTrack,
      alongside: BatchItem<"sqlite">,
    ): Promise<TrackRow> => {
      const [, , , rows] = await db.batch([
        db
          .insert(tracks)
          .values({ ...track, tenantId })
          .onConflictDoNothing(),
        alongside,
        db
          .delete(uploads)
          .where(
            sql`id = ${track.id} and tenant_id = ${tenantId} and exists (select 1 from tracks where id = ${track.id})`,
          ),
        db
          .select()
          .from(tracks)
          .where(and(eq(tracks.tenantId, tenantId), eq(tracks.sha256, track.sha256)))
          .limit(1),
      ]);
      const [row] = rows;
      if (!row) throw new Error("a track was neither written nor found");
      return row;
    },

    find: async (tenantId: string, id: string): Promise<TrackRow | null> => {
      const [row] = await db.select().from(tracks).where(own(tenantId, id)).limit(1);
      return row ?? null;
    },

    /** A page of a tenant's tracks, newest first, with the number of all. */
    page: async (tenantId: string, limit: number, offset: number) => {
      const [rows, count] = await db.batch([
        db
          .select()
          .from(tracks)
          .where(eq(tracks.tenantId, tenantId))
          .orderBy(desc(tracks.createdAt), desc(tracks.id))
          .limit(limit)
          .offset(offset),
        db.select({ total: sql<number>`count(*)` }).from(tracks).where(eq(tracks.tenantId, tenantId)),
      ]);
      return { rows, total: count[0]?.total ?? 0 };
    },

    /**
     * Ids of tracks whose sound is there to be analysed, oldest first.
     * @param analyser leaves out what this version has analysed, and recordings that were refused when they were last looked at; null for all
     */
    idsToAnalyse: async (tenantId: string, analyser: string | null, limit: number): Promise<string[]> => {
      const rows = await db
        .select({ id: tracks.id })
        .from(tracks)
        .where(
          and(
            eq(tracks.tenantId, tenantId),
            analyser === null
              ? undefined
              : sql`not exists (select 1 from audio_features where audio_features.track_id = ${tracks.id} and analyser = ${analyser})
                  and coalesce((select case when status = 'failed' then error_code end from tasks
                    where tasks.tenant_id = ${tracks.tenantId} and tasks.track_id = ${tracks.id} and kind = 'analysis'
                    order by created_at desc, updated_at desc limit 1), '')
                  not in (select value from json_each(${JSON.stringify(Object.keys(REFUSED))}))`,
          ),
        )
        .orderBy(tracks.createdAt, tracks.id)
        .limit(limit);
      return rows.map(({ id }) => id);
    },

    /** How many bytes a tenant's recordings come to. */
    storedBytes: async (tenantId: string): Promise<number> => {
      const [row] = await db
        .select({ bytes: sql<number>`coalesce(sum(size_bytes), 0)` })
        .from(tracks)
        .where(eq(tracks.tenantId, tenantId));
      return row?.bytes ?? 0;
    },

    /** The statement that notes how long a track has turned out to be. */
    setDuration: (tenantId: string, id: string, durationMs: number, now: number) =>
      db.update(tracks).set({ durationMs, updatedAt: now }).where(own(tenantId, id)),

    /**
     * Takes a track out of the catalogue with what the other rooms hold of it, and in the same moment notes its
     * object as one to sweep, so that no crash can leave the sound behind without a trace. Gives whether it was there, and
     * whether somebody is still analysing it.
     */
    beginErasure: async (
      tenantId: string,
      id: string,
      objectKey: string,
      deleteTasks: ReturnType<TaskStore["deleteOfTrack"]>,
      alongside: BatchItem<"sqlite">[],
    ) => {
      const [, ended, deleted] = await db.batch([
        db.insert(uploads).values({ id, tenantId, objectKey }).onConflictDoNothing(),
        deleteTasks,
        db.delete(tracks).where(own(tenantId, id)),
        ...alongside,
      ]);
      return {
        erased: deleted.meta.changes > 0,
        isBeingAnalysed: ended.some(({ status }) => status === "running"),
      };
    },
  };
}

export type TrackStore = ReturnType<typeof createTrackStore>;
