import { and, count, desc, eq, isNull, lt, sql } from "drizzle-orm";
import { type Database, newId } from "../../database/index.ts";
import { notifications, rooms } from "../tables.ts";

export type NotificationRow = typeof notifications.$inferSelect;
export type NewNotification = Pick<NotificationRow, "actor" | "roomId" | "kind" | "causedBy" | "at"> & {
  subject: string | null;
};

/** The only SQL about inboxes. */
export function createNotificationStore(db: Database) {
  const inbox = (tenantId: string, actor: string) =>
    and(eq(notifications.tenantId, tenantId), eq(notifications.actor, actor));

  return {
    /** Puts one into each recipient's inbox; one statement, however many they are. */
    insert: async (tenantId: string, rows: readonly NewNotification[]): Promise<void> => {
      if (rows.length === 0) return;
      const list = rows.map((row) => ({ ...row, id: newId() }));
      await db.run(sql`insert into notifications (id, tenant_id, actor, room_id, kind, caused_by, subject, at)
        select value ->> 'id', ${tenantId}, value ->> 'actor', value ->> 'roomId', value ->> 'kind',
          value ->> 'causedBy', value ->> 'subject', value ->> 'at' from json_each(${JSON.stringify(list)})`);
    },

    /** A page of somebody's inbox, newest first, with the rooms' names, and how many are unread. */
    page: async (
      tenantId: string,
      actor: string,
      isUnreadOnly: boolean,
      { limit, offset }: { limit: number; offset: number },
    ) => {
      const where = and(inbox(tenantId, actor), isUnreadOnly ? isNull(notifications.readAt) : undefined);
      const [items, all, unread] = await db.batch([
        db
          .select({ notification: notifications, roomName: rooms.name })
          .from(notifications)
          .leftJoin(
            rooms,
            and(
              eq(rooms.tenantId, notifications.tenantId),
              eq(rooms.id, notifications.roomId),
              isNull(rooms.deletedAt),
            ),
          )
          .where(where)
          .orderBy(desc(notifications.at), desc(notifications.id))
          .limit(limit)
          .offset(offset),
        db.select({ total: count() }).from(notifications).where(where),
        db
          .select({ total: count() })
          .from(notifications)
          .where(and(inbox(tenantId, actor), isNull(notifications.readAt))),
      ]);
      return { items, total: all[0]?.total ?? 0, unread: unread[0]?.total ?? 0 };
    },

    /**
     * Marks entries of somebody's own inbox as read or unread; ids that are not theirs change nothing.
     * @param ids null for all
     * @param readAt when they were read, ms; null for unread
     */
    mark: async (
      tenantId: string,
      actor: string,
      ids: readonly string[] | null,
      readAt: number | null,
    ): Promise<number> => {
      const { meta } = await db
        .update(notifications)
        .set({ readAt })
        .where(
          and(
            inbox(tenantId, actor),
            ids ? sql`id in (select value from json_each(${JSON.stringify(ids)}))` : undefined,
            readAt === null ? undefined : isNull(notifications.readAt),
          ),
        );
      return meta.changes;
    },

    /** Erases what is older than a moment, over all tenants. */
    sweep: async (before: number): Promise<void> => {
      await db.delete(notifications).where(lt(notifications.at, before));
    },
  };
}

export type NotificationStore = ReturnType<typeof createNotificationStore>;
