import { and, desc, eq, gt, isNull, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { Database } from "../database/index.ts";
import { MAX_RUNNING_ELEVATIONS } from "./elevation-state.ts";
import { elevations } from "./tables.ts";

export type ElevationRow = typeof elevations.$inferSelect;
export type NewElevation = Omit<typeof elevations.$inferInsert, "tenantId" | "endedAt">;

/** The only SQL about elevations. */
export function createElevationStore(db: Database) {
  const one = (tenantId: string, id: string) => and(eq(elevations.tenantId, tenantId), eq(elevations.id, id));
  return {
    /**
     * Writes an elevation unless as many run for its person as may, and right after, in the same moment, what tells of it;
     * null when it was not written. Counted by the very statement that writes, so that asking many times at once opens no
     * more. The values stand in the order of the table's columns.
     */
    insert: async (
      tenantId: string,
      { id, userId, actions, reason, createdAt = Date.now(), expiresAt }: NewElevation,
      afterwards: BatchItem<"sqlite">,
    ): Promise<ElevationRow | null> => {
      const [rows] = await db.batch([
        db
          .insert(elevations)
          .select(
            sql`select ${id}, ${tenantId}, ${userId}, ${JSON.stringify(actions)}, ${reason}, ${createdAt}, ${expiresAt}, null
              where (select count(*) from elevations as other where other.tenant_id = ${tenantId}
                and other.user_id = ${userId} and other.expires_at > ${createdAt} and other.ended_at is null)
                < ${MAX_RUNNING_ELEVATIONS}`,
          )
          .returning(),
        afterwards,
      ]);
      return rows[0] ?? null;
    },

    /** A tenant's elevations, newest first, past ones included; those of one person, where one is named. */
    page: async (tenantId: string, userId: string | null, limit: number, offset: number) => {
      const listed = and(
        eq(elevations.tenantId, tenantId),
        userId === null ? undefined : eq(elevations.userId, userId),
      );
      const [rows, count] = await db.batch([
        db
          .select()
          .from(elevations)
          .where(listed)
          .orderBy(desc(elevations.createdAt), desc(elevations.id))
          .limit(limit)
          .offset(offset),
        db.select({ total: sql<number>`count(*)` }).from(elevations).where(listed),
      ]);
      return { rows, total: count[0]?.total ?? 0 };
    },

    find: async (tenantId: string, id: string): Promise<ElevationRow | null> => {
      const [row] = await db.select().from(elevations).where(one(tenantId, id)).limit(1);
      return row ?? null;
    },

    /** What runs for a person in a tenant. An index finds it: this is asked while a request waits. */
    findRunning: (tenantId: string, userId: string, now: number): Promise<ElevationRow[]> =>
      db
        .select()
        .from(elevations)
        .where(
          and(
            eq(elevations.tenantId, tenantId),
            eq(elevations.userId, userId),
            gt(elevations.expiresAt, now),
            isNull(elevations.endedAt),
          ),
        ),

    /** Ends an elevation that has not been ended, and right after, in the same moment, what tells of it. */
    end: async (
      tenantId: string,
      id: string,
      now: number,
      afterwards: BatchItem<"sqlite">,
    ): Promise<void> => {
      await db.batch([
        db
          .update(elevations)
          .set({ endedAt: now })
          .where(and(one(tenantId, id), isNull(elevations.endedAt))),
        afterwards,
      ]);
    },
  };
}

export type ElevationStore = ReturnType<typeof createElevationStore>;
