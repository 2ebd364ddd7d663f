import { and, desc, eq, isNotNull, isNull, lt, sql } from "drizzle-orm";
import type { Database } from "../../database/index.ts";
import { rooms, roomVersions } from "../tables.ts";

export type VersionRow = typeof roomVersions.$inferSelect;
export type NewVersion = Pick<
  VersionRow,
  "roomId" | "kind" | "name" | "createdBy" | "createdAt" | "sizeBytes" | "contributors"
>;

/** The only SQL about versions. */
export function createVersionStore(db: Database) {
  const of = (tenantId: string, roomId: string) =>
    and(eq(roomVersions.tenantId, tenantId), eq(roomVersions.roomId, roomId));
  const one = (tenantId: string, roomId: string, number: number) =>
    and(of(tenantId, roomId), eq(roomVersions.number, number));

  return {
    /**
     * Takes the next number of a living room for a version whose bytes are about to be stored.
     * @param most named versions a room may have; older automatic ones are no hindrance
     * @returns the number; null when the room is gone or has no room for another named one
     */
    begin: async (tenantId: string, { roomId, ...row }: NewVersion, most: number): Promise<number | null> => {
      const [taken] = await db.all<{ number: number }>(sql`insert into room_versions
          (tenant_id, room_id, number, kind, name, created_by, created_at, size_bytes, contributors)
        select ${tenantId}, ${roomId},
          (select coalesce(max(number), 0) + 1 from room_versions where tenant_id = ${tenantId} and room_id = ${roomId}),
          ${row.kind}, ${row.name}, ${row.createdBy}, ${row.createdAt}, ${row.sizeBytes},
          ${JSON.stringify(row.contributors)}
        where exists (select 1 from rooms where tenant_id = ${tenantId} and id = ${roomId} and deleted_at is null)
          and (${row.kind} <> 'named' or (select count(*) from room_versions where tenant_id = ${tenantId}
            and room_id = ${roomId} and kind = 'named') < ${most})
        returning number`);
      return taken?.number ?? null;
    },

    /** Notes that a version's bytes are stored: from now on it can be seen. */
    complete: async (tenantId: string, roomId: string, number: number, now: number): Promise<void> => {
      await db
        .update(roomVersions)
        .set({ storedAt: now })
        .where(one(tenantId, roomId, number));
    },

    find: async (tenantId: string, roomId: string, number: number): Promise<VersionRow | null> => {
      const [row] = await db
        .select()
        .from(roomVersions)
        .where(and(one(tenantId, roomId, number), isNotNull(roomVersions.storedAt)))
        .limit(1);
      return row ?? null;
    },

    /** When a room's newest version was made, ms; 0 where there is none. */
    latestAt: async (tenantId: string, roomId: string): Promise<number> => {
      const [row] = await db
        .select({ at: sql<number>`coalesce(max(created_at), 0)` })
        .from(roomVersions)
        .where(and(of(tenantId, roomId), isNotNull(roomVersions.storedAt)));
      return row?.at ?? 0;
    },

    /** A page of a room's versions, newest first, with the number of all. */
    page: async (tenantId: string, roomId: string, { limit, offset }: { limit: number; offset: number }) => {
      const where = and(of(tenantId, roomId), isNotNull(roomVersions.storedAt));
      const [rows, all] = await db.batch([
        db
          .select()
          .from(roomVersions)
          .where(where)
          .orderBy(desc(roomVersions.number))
          .limit(limit)
          .offset(offset),
        db.select({ total: sql<number>`count(*)` }).from(roomVersions).where(where),
      ]);
      return { rows, total: all[0]?.total ?? 0 };
    },

    /** Who has edited after one version and up to another. */
    contributorsBetween: async (
      tenantId: string,
      roomId: string,
      after: number,
      upTo: number,
    ): Promise<string[]> => {
      const rows = await db
        .select({ contributors: roomVersions.contributors })
        .from(roomVersions)
        .where(and(of(tenantId, roomId), sql`number > ${after} and number <= ${upTo}`));
      return [...new Set(rows.flatMap(({ contributors }) => contributors))].sort();
    },

    /** Numbers of all versions that a room has or has begun, for its erasure. */
    numbers: async (tenantId: string, roomId: string): Promise<number[]> => {
      const rows = await db
        .select({ number: roomVersions.number })
        .from(roomVersions)
        .where(of(tenantId, roomId));
      return rows.map(({ number }) => number);
    },

    /**
     * Takes a version out of the record; its bytes have been erased. Who had a hand in it has one in the next from now on, or
     * what they did would be told as the work of those who are left.
     */
    remove: async (tenantId: string, roomId: string, number: number): Promise<void> => {
      const ofBoth = sql`(select json_group_array(actor) from (
        select value as actor from json_each(${roomVersions.contributors})
        union select value from room_versions as removed, json_each(removed.contributors)
          where removed.tenant_id = ${tenantId} and removed.room_id = ${roomId} and removed.number = ${number}
        order by actor))`;
      const next = sql`(select min(later.number) from room_versions as later where later.tenant_id = ${tenantId}
        and later.room_id = ${roomId} and later.number > ${number} and later.stored_at is not null)`;
      await db.batch([
        db
          .update(roomVersions)
          .set({ contributors: ofBoth })
          .where(and(of(tenantId, roomId), eq(roomVersions.number, next))),
        db.delete(roomVersions).where(one(tenantId, roomId, number)),
      ]);
    },

    /**
     * Versions that are due to go, over all tenants: automatic ones older than their room keeps them, except its newest
     * version, and such as were begun before `abandonedBefore` and never stored.
     */
    takeOverdue: (now: number, abandonedBefore: number, limit: number) =>
      db
        .select({ tenantId: roomVersions.tenantId, roomId: roomVersions.roomId, number: roomVersions.number })
        .from(roomVersions)
        .innerJoin(rooms, and(eq(rooms.tenantId, roomVersions.tenantId), eq(rooms.id, roomVersions.roomId)))
        .where(
          sql`(${and(isNull(roomVersions.storedAt), lt(roomVersions.createdAt, abandonedBefore))}) or
            (${roomVersions.kind} = 'automatic'
              and ${roomVersions.createdAt} < ${now} - ${rooms.keepAutomaticDays} * 86400000
              and ${roomVersions.number} < (select max(newest.number) from room_versions as newest
                where newest.tenant_id = ${rooms.tenantId} and newest.room_id = ${rooms.id}
                and newest.stored_at is not null))`,
        )
        .limit(limit),
  };
}

export type VersionStore = ReturnType<typeof createVersionStore>;
