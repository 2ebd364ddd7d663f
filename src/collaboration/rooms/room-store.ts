import { and, desc, eq, isNotNull, isNull, lt, type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { SQLiteUpdateSetSource } from "drizzle-orm/sqlite-core";
import type { Database } from "../../database/index.ts";
import type { RoomRole } from "../access/index.ts";
import { notifications, roomComments, roomInvitations, roomMembers, rooms, roomVersions } from "../tables.ts";

export type RoomRow = typeof rooms.$inferSelect;

/** In which state rooms are listed. */
export const ROOM_STATES = ["active", "archived", "deleted"] as const;
export type RoomListState = (typeof ROOM_STATES)[number];

export type NewRoom = Pick<RoomRow, "id" | "kind" | "name" | "createdBy"> & { now: number };

/** The only SQL about rooms themselves. */
export function createRoomStore(db: Database) {
  const own = (tenantId: string, id: string) => and(eq(rooms.tenantId, tenantId), eq(rooms.id, id));
  const isMember = (actor: string) =>
    and(
      eq(roomMembers.tenantId, rooms.tenantId),
      eq(roomMembers.roomId, rooms.id),
      eq(roomMembers.actor, actor),
    );
  const inState: Record<RoomListState, SQL | undefined> = {
    active: and(isNull(rooms.archivedAt), isNull(rooms.deletedAt)),
    archived: and(isNotNull(rooms.archivedAt), isNull(rooms.deletedAt)),
    deleted: and(isNotNull(rooms.deletedAt), isNull(rooms.erasingAt), eq(roomMembers.role, "owner")),
  };
  const change = async (
    tenantId: string,
    id: string,
    values: SQLiteUpdateSetSource<typeof rooms>,
    where: SQL | undefined,
  ) => {
    const [row] = await db
      .update(rooms)
      .set(values)
      .where(and(own(tenantId, id), where))
      .returning();
    return row ?? null;
  };

  return {
    /** Makes a room and its first owner at once, with what else must be true at the same moment. */
    insert: async (
      tenantId: string,
      { now, ...room }: NewRoom,
      alongside: BatchItem<"sqlite">[],
    ): Promise<RoomRow> => {
      const member = { tenantId, roomId: room.id, actor: room.createdBy, epoch: 1, createdAt: now };
      const [[row]] = await db.batch([
        db
          .insert(rooms)
          .values({ ...room, tenantId, createdAt: now, updatedAt: now })
          .returning(),
        db.insert(roomMembers).values({ ...member, role: "owner" }),
        ...alongside,
      ]);
      if (!row) throw new Error("a room was not written");
      return row;
    },

    /** A room, deleted or not, and what somebody is in it. */
    findSeat: async (
      tenantId: string,
      id: string,
      actor: string,
    ): Promise<{ room: RoomRow; role: RoomRole | null } | null> => {
      const [found] = await db
        .select({ room: rooms, role: roomMembers.role })
        .from(rooms)
        .leftJoin(roomMembers, isMember(actor))
        .where(and(own(tenantId, id), isNull(rooms.erasingAt)))
        .limit(1);
      return found ?? null;
    },

    find: async (tenantId: string, id: string): Promise<RoomRow | null> => {
      const [row] = await db.select().from(rooms).where(own(tenantId, id)).limit(1);
      return row ?? null;
    },

    /** A room by its id, which is one tenant's only: for the room's object, which knows no more of itself than that. */
    findByIdAlone: async (id: string): Promise<RoomRow | null> => {
      const [row] = await db.select().from(rooms).where(eq(rooms.id, id)).limit(1);
      return row ?? null;
    },

    /** A page of the rooms that somebody is a member of, last changed first, with the number of all. */
    page: async (
      tenantId: string,
      actor: string,
      { state, kind }: { state: RoomListState; kind: RoomRow["kind"] | undefined },
      { limit, offset }: { limit: number; offset: number },
    ) => {
      const where = and(
        eq(rooms.tenantId, tenantId),
        inState[state],
        kind === undefined ? undefined : eq(rooms.kind, kind),
      );
      const [items, count] = await db.batch([
        db
          .select({ room: rooms, role: roomMembers.role })
          .from(rooms)
          .innerJoin(roomMembers, isMember(actor))
          .where(where)
          .orderBy(desc(rooms.updatedAt), desc(rooms.id))
          .limit(limit)
          .offset(offset),
        db
          .select({ total: sql<number>`count(*)` })
          .from(rooms)
          .innerJoin(roomMembers, isMember(actor))
          .where(where),
      ]);
      return { items, total: count[0]?.total ?? 0 };
    },

    /** How many rooms a tenant has that are not being erased. */
    count: async (tenantId: string): Promise<number> => {
      const [row] = await db
        .select({ total: sql<number>`count(*)` })
        .from(rooms)
        .where(and(eq(rooms.tenantId, tenantId), isNull(rooms.erasingAt)));
      return row?.total ?? 0;
    },

    /** Changes a living room; null when there is none. */
    update: (
      tenantId: string,
      id: string,
      values: Partial<Pick<RoomRow, "name" | "keepAutomaticDays">>,
      now: number,
    ) => change(tenantId, id, { ...values, updatedAt: now }, isNull(rooms.deletedAt)),

    /** Archives a living room (keeping the first moment), or takes it out of the archive. */
    setArchived: (tenantId: string, id: string, archivedAt: number | null, now: number) =>
      change(
        tenantId,
        id,
        { archivedAt, updatedAt: now, epoch: sql`${rooms.epoch} + 1` },
        and(
          isNull(rooms.deletedAt),
          archivedAt === null ? isNotNull(rooms.archivedAt) : isNull(rooms.archivedAt),
        ),
      ),

    /** Deletes a living room, and right after, in the same moment, what tells of it. Gives whether it was there. */
    setDeleted: async (
      tenantId: string,
      id: string,
      now: number,
      afterwards: BatchItem<"sqlite">,
    ): Promise<boolean> => {
      const [deleted] = await db.batch([
        db
          .update(rooms)
          .set({ deletedAt: now, updatedAt: now, epoch: sql`${rooms.epoch} + 1` })
          .where(and(own(tenantId, id), isNull(rooms.deletedAt))),
        afterwards,
      ]);
      return deleted.meta.changes > 0;
    },

    /** Brings back a room that was deleted after `deletedSince` and whose erasure has not begun. */
    setRestored: async (
      tenantId: string,
      id: string,
      deletedSince: number,
      now: number,
      afterwards: BatchItem<"sqlite">,
    ): Promise<boolean> => {
      const [restored] = await db.batch([
        db
          .update(rooms)
          .set({ deletedAt: null, updatedAt: now, epoch: sql`${rooms.epoch} + 1` })
          .where(and(own(tenantId, id), isNull(rooms.erasingAt), sql`${rooms.deletedAt} > ${deletedSince}`)),
        afterwards,
      ]);
      return restored.meta.changes > 0;
    },

    /** Rooms deleted before `deletedBefore`, over all tenants, from now on past saving; also those begun and not ended. */
    takeForErasure: (deletedBefore: number, now: number, limit: number) => {
      const due = db
        .select({ id: rooms.id })
        .from(rooms)
        .where(lt(rooms.deletedAt, deletedBefore))
        .orderBy(rooms.deletedAt)
        .limit(limit);
      return db.update(rooms).set({ erasingAt: now }).where(sql`${rooms.id} in (${due})`).returning();
    },

    /** Erases all rows of a room whose erasure has begun, and writes in the same moment what tells of it. */
    erase: async (tenantId: string, id: string, afterwards: BatchItem<"sqlite">): Promise<void> => {
      const of = (table: typeof roomMembers | typeof roomComments | typeof notifications) =>
        and(eq(table.tenantId, tenantId), eq(table.roomId, id));
      await db.batch([
        db.delete(roomVersions).where(and(eq(roomVersions.tenantId, tenantId), eq(roomVersions.roomId, id))),
        db
          .delete(roomInvitations)
          .where(and(eq(roomInvitations.tenantId, tenantId), eq(roomInvitations.roomId, id))),
        db.delete(roomComments).where(of(roomComments)),
        db.delete(notifications).where(of(notifications)),
        db.delete(roomMembers).where(of(roomMembers)),
        db.delete(rooms).where(and(own(tenantId, id), isNotNull(rooms.erasingAt))),
        afterwards,
      ]);
    },
  };
}

export type RoomStore = ReturnType<typeof createRoomStore>;
