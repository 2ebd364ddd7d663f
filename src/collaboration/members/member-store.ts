import { and, asc, eq, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { Database } from "../../database/index.ts";
import type { RoomRole } from "../access/index.ts";
import { roomMembers, rooms } from "../tables.ts";

export type MemberRow = typeof roomMembers.$inferSelect;

/** On whose word members are changed: an owner's, who must still be one at that very moment, or a manager's. */
export interface Authority {
  actor: string;
  isManager: boolean;
}

/** The only SQL about who belongs to which room, beside what a room begins with. */
export function createMemberStore(db: Database) {
  const of = (tenantId: string, roomId: string) =>
    and(eq(roomMembers.tenantId, tenantId), eq(roomMembers.roomId, roomId));
  const one = (tenantId: string, roomId: string, actor: string) =>
    and(of(tenantId, roomId), eq(roomMembers.actor, actor));

  /** Holds while `by` may change members; asked by the statement itself, so that two changes at once cannot cross. */
  const isAllowed = (tenantId: string, roomId: string, { actor, isManager }: Authority) =>
    isManager
      ? sql`1`
      : sql`exists (select 1 from room_members as authority where authority.tenant_id = ${tenantId}
          and authority.room_id = ${roomId} and authority.actor = ${actor} and authority.role = 'owner')`;
  /** Holds while somebody else is an owner. */
  const hasOtherOwner = (tenantId: string, roomId: string, actor: string) =>
    sql`exists (select 1 from room_members as other where other.tenant_id = ${tenantId}
        and other.room_id = ${roomId} and other.actor <> ${actor} and other.role = 'owner')`;
  const nextEpoch = (tenantId: string, roomId: string) =>
    db
      .update(rooms)
      .set({ epoch: sql`${rooms.epoch} + 1` })
      .where(and(eq(rooms.tenantId, tenantId), eq(rooms.id, roomId)));
  const epoch = (tenantId: string, roomId: string) =>
    sql`(select epoch from rooms where tenant_id = ${tenantId} and id = ${roomId})`;

  return {
    list: (tenantId: string, roomId: string): Promise<MemberRow[]> =>
      db
        .select()
        .from(roomMembers)
        .where(of(tenantId, roomId))
        .orderBy(asc(roomMembers.createdAt), asc(roomMembers.actor)),

    find: async (tenantId: string, roomId: string, actor: string): Promise<MemberRow | null> => {
      const [row] = await db
        .select()
        .from(roomMembers)
        .where(one(tenantId, roomId, actor))
        .limit(1);
      return row ?? null;
    },

    /** Which of some actors are members. */
    among: async (tenantId: string, roomId: string, actors: readonly string[]): Promise<string[]> => {
      const rows = await db
        .select({ actor: roomMembers.actor })
        .from(roomMembers)
        .where(
          and(of(tenantId, roomId), sql`actor in (select value from json_each(${JSON.stringify(actors)}))`),
        );
      return rows.map(({ actor }) => actor);
    },

    /**
     * Whether an actor belongs to the tenant now: a member of it, a key that is good, or an app of its own. The one
     * question that is asked of other rooms' tables, because nothing may lie between its answer and the write.
     */
    belongs: async (tenantId: string, actor: string): Promise<boolean> => {
      const [kind, id = ""] = splitActor(actor);
      const found = await db.get<{ found: number }>(
        sql`select ${belongsTo(tenantId, sql`${kind}`, sql`${id}`)} as found`,
      );
      return found?.found === 1;
    },

    /** Members who are still of the tenant, for the room's object to decide with. */
    listCurrent: (tenantId: string, roomId: string) =>
      db
        .select({ actor: roomMembers.actor, role: roomMembers.role, epoch: roomMembers.epoch })
        .from(roomMembers)
        .where(
          and(
            of(tenantId, roomId),
            belongsTo(
              tenantId,
              sql`substr(actor, 1, instr(actor, ':') - 1)`,
              sql`substr(actor, instr(actor, ':') + 1)`,
            ),
          ),
        ),

    /**
     * Gives somebody a role, new or changed, unless that would leave the room without an owner or whoever says so may not
     * any more.
     * @param most members a room may have
     * @returns whether anything was written; the same role again writes nothing
     */
    put: async (
      tenantId: string,
      roomId: string,
      {
        actor,
        role,
        by,
        most,
        now,
      }: { actor: string; role: RoomRole; by: Authority; most: number; now: number },
      afterwards: BatchItem<"sqlite">,
    ): Promise<boolean> => {
      const keepsOwner = role === "owner" ? sql`1` : hasOtherOwner(tenantId, roomId, actor);
      const [, written] = await db.batch([
        nextEpoch(tenantId, roomId),
        db
          .insert(roomMembers)
          .select(
            sql`select ${tenantId}, ${roomId}, ${actor}, ${role}, ${epoch(tenantId, roomId)}, ${now}
              where ${isAllowed(tenantId, roomId, by)}
                and (select count(*) from room_members where tenant_id = ${tenantId} and room_id = ${roomId}
                  and actor <> ${actor}) < ${most}`,
          )
          .onConflictDoUpdate({
            target: [roomMembers.tenantId, roomMembers.roomId, roomMembers.actor],
            set: { role: sql`excluded.role`, epoch: sql`excluded.epoch` },
            setWhere: sql`room_members.role <> excluded.role and (room_members.role <> 'owner' or ${keepsOwner})`,
          }),
        afterwards,
      ]);
      return written.meta.changes > 0;
    },

    /** Takes somebody out, unless they are the last owner; who leaves by themselves needs nobody's word. */
    remove: async (
      tenantId: string,
      roomId: string,
      { actor, by }: { actor: string; by: Authority },
      afterwards: BatchItem<"sqlite">,
    ): Promise<boolean> => {
      const isOwnWish = by.actor === actor;
      const [, removed] = await db.batch([
        nextEpoch(tenantId, roomId),
        db
          .delete(roomMembers)
          .where(
            and(
              one(tenantId, roomId, actor),
              isOwnWish ? undefined : isAllowed(tenantId, roomId, by),
              sql`(${roomMembers.role} <> 'owner' or ${hasOtherOwner(tenantId, roomId, actor)})`,
            ),
          ),
        afterwards,
      ]);
      return removed.meta.changes > 0;
    },

    /** Members who are not of their tenant any more, over all tenants. */
    findDeparted: (limit: number) =>
      db
        .select({ tenantId: roomMembers.tenantId, roomId: roomMembers.roomId, actor: roomMembers.actor })
        .from(roomMembers)
        .where(
          sql`not ${belongsTo(
            sql`room_members.tenant_id`,
            sql`substr(actor, 1, instr(actor, ':') - 1)`,
            sql`substr(actor, instr(actor, ':') + 1)`,
          )}`,
        )
        .limit(limit),

    /** Takes out who has left the tenant, be they the last owner: whoever looks after the tenant can make another. */
    removeDeparted: async (
      tenantId: string,
      roomId: string,
      actor: string,
      afterwards: BatchItem<"sqlite">,
    ): Promise<void> => {
      await db.batch([
        nextEpoch(tenantId, roomId),
        db.delete(roomMembers).where(one(tenantId, roomId, actor)),
        afterwards,
      ]);
    },
  };
}

export type MemberStore = ReturnType<typeof createMemberStore>;

function splitActor(actor: string): [kind: string, id: string | undefined] {
  const at = actor.indexOf(":");
  return at < 0 ? [actor, undefined] : [actor.slice(0, at), actor.slice(at + 1)];
}

/** Holds for who is of the tenant: identity's record of people and apps, and the keys that have not ended. */
function belongsTo(
  tenant: string | ReturnType<typeof sql>,
  kind: ReturnType<typeof sql>,
  id: ReturnType<typeof sql>,
) {
  return sql`case ${kind}
    when 'user' then exists (select 1 from members where members.tenant_id = ${tenant} and members.user_id = ${id})
    when 'key' then exists (select 1 from api_keys where api_keys.tenant_id = ${tenant} and api_keys.id = ${id}
      and api_keys.revoked_at is null and coalesce(api_keys.expires_at, 9e15) > unixepoch() * 1000)
    when 'client' then exists (select 1 from oauth_clients where oauth_clients.client_id = ${id}
      and oauth_clients.tenant_id = ${tenant} and not coalesce(oauth_clients.disabled, 0))
    else 0 end`;
}
