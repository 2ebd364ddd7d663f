import { and, asc, eq, lt, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { Database } from "../../database/index.ts";
import { ROOM_ROLES, type RoomRole } from "../access/index.ts";
import { roomInvitations, roomMembers, rooms } from "../tables.ts";

export type InvitationRow = typeof roomInvitations.$inferSelect;
export type NewInvitation = Pick<
  InvitationRow,
  "id" | "roomId" | "hash" | "role" | "email" | "createdBy" | "createdAt" | "expiresAt" | "maxUses"
>;

/** How an invitation is presented: by the link's token, or by its id where it names an address. */
export type InvitationProof = { hash: string } | { id: string };

/** Roles as numbers, so that a statement can compare them: 0 is an owner's. */
const rank = (role: ReturnType<typeof sql>) =>
  sql`case ${role} ${sql.join(
    ROOM_ROLES.map((name, index) => sql`when ${name} then ${index}`),
    sql` `,
  )} end`;

/** The only SQL about invitations into rooms. */
export function createInvitationStore(db: Database) {
  const of = (tenantId: string, roomId: string) =>
    and(eq(roomInvitations.tenantId, tenantId), eq(roomInvitations.roomId, roomId));

  const itsRoom = and(eq(rooms.tenantId, roomInvitations.tenantId), eq(rooms.id, roomInvitations.roomId));

  /** An invitation by its secret, or, where it names an address, by its id. */
  const presentedBy = (proof: InvitationProof) =>
    "hash" in proof
      ? eq(roomInvitations.hash, proof.hash)
      : and(eq(roomInvitations.id, proof.id), sql`${roomInvitations.email} is not null`);

  return {
    /**
     * Writes an invitation if fewer than `most` are open, and right after what tells of it.
     * @returns whether it was written
     */
    insert: async (
      tenantId: string,
      { roomId, ...row }: NewInvitation,
      most: number,
      afterwards: BatchItem<"sqlite">,
    ): Promise<boolean> => {
      const [written] = await db.batch([
        db.insert(roomInvitations).select(
          sql`select ${row.id}, ${tenantId}, ${roomId}, ${row.hash}, ${row.role}, ${row.email}, ${row.createdBy},
              ${row.createdAt}, ${row.expiresAt}, ${row.maxUses}, 0
            where (select count(*) from room_invitations where tenant_id = ${tenantId} and room_id = ${roomId}
              and expires_at > ${row.createdAt} and uses < max_uses) < ${most}`,
        ),
        afterwards,
      ]);
      return written.meta.changes > 0;
    },

    /** A room's open invitations, oldest first. */
    listOpen: (tenantId: string, roomId: string, now: number): Promise<InvitationRow[]> =>
      db
        .select()
        .from(roomInvitations)
        .where(
          and(
            of(tenantId, roomId),
            sql`${roomInvitations.expiresAt} > ${now} and ${roomInvitations.uses} < ${roomInvitations.maxUses}`,
          ),
        )
        .orderBy(asc(roomInvitations.createdAt), asc(roomInvitations.id)),

    /** Takes an invitation back; gives whether it was there. */
    remove: async (
      tenantId: string,
      roomId: string,
      id: string,
      afterwards: BatchItem<"sqlite">,
    ): Promise<boolean> => {
      const [removed] = await db.batch([
        db.delete(roomInvitations).where(and(of(tenantId, roomId), eq(roomInvitations.id, id))),
        afterwards,
      ]);
      return removed.meta.changes > 0;
    },

    /**
     * An open invitation into a living room, as far as it is this actor's to accept: a link is anybody's of the tenant, one
     * that names an address only that of the person who has it, and has shown so.
     */
    findOpen: async (
      tenantId: string,
      actor: string,
      proof: InvitationProof,
      now: number,
    ): Promise<InvitationRow | null> => {
      const [row] = await db
        .select({ invitation: roomInvitations })
        .from(roomInvitations)
        .innerJoin(rooms, itsRoom)
        .where(
          and(
            eq(roomInvitations.tenantId, tenantId),
            presentedBy(proof),
            sql`${rooms.deletedAt} is null and ${rooms.archivedAt} is null`,
            sql`${roomInvitations.expiresAt} > ${now} and ${roomInvitations.uses} < ${roomInvitations.maxUses}`,
            sql`(${roomInvitations.email} is null or exists (select 1 from users
              where 'user:' || users.id = ${actor} and users.email = ${roomInvitations.email}
              and users.email_verified = 1))`,
          ),
        )
        .limit(1);
      return row?.invitation ?? null;
    },

    /** The living room of an invitation, open or not, that this actor is in already; null where there is none. */
    findJoined: async (tenantId: string, actor: string, proof: InvitationProof): Promise<string | null> => {
      const [row] = await db
        .select({ roomId: roomInvitations.roomId })
        .from(roomInvitations)
        .innerJoin(rooms, itsRoom)
        .innerJoin(
          roomMembers,
          and(eq(roomMembers.tenantId, rooms.tenantId), eq(roomMembers.roomId, rooms.id)),
        )
        .where(
          and(
            eq(roomInvitations.tenantId, tenantId),
            presentedBy(proof),
            sql`${rooms.deletedAt} is null`,
            eq(roomMembers.actor, actor),
          ),
        )
        .limit(1);
      return row?.roomId ?? null;
    },

    /** Whose account has an address, among the tenant's people; null for nobody's. */
    findActorByEmail: async (tenantId: string, email: string): Promise<string | null> => {
      const found = await db.get<{ id: string }>(
        sql`select users.id as id from users join members on members.user_id = users.id
          where members.tenant_id = ${tenantId} and users.email = ${email}`,
      );
      return found ? `user:${found.id}` : null;
    },

    /**
     * Uses an invitation once: its use is counted and the role given in one moment, and neither if it was used up or taken
     * back meanwhile, or the room is full. Somebody who is more already stays what they are, and uses nothing up.
     * @returns whether a role was given
     */
    use: async (
      tenantId: string,
      { id, roomId, role }: { id: string; roomId: string; role: RoomRole },
      { actor, most, now }: { actor: string; most: number; now: number },
      afterwards: BatchItem<"sqlite">,
    ): Promise<boolean> => {
      const isOpen = sql`exists (select 1 from room_invitations as i where i.tenant_id = ${tenantId}
        and i.id = ${id} and i.room_id = ${roomId} and i.expires_at > ${now} and i.uses < i.max_uses)`;
      const [, joined] = await db.batch([
        db
          .update(rooms)
          .set({ epoch: sql`${rooms.epoch} + 1` })
          .where(and(eq(rooms.tenantId, tenantId), eq(rooms.id, roomId))),
        db
          .insert(roomMembers)
          .select(
            sql`select ${tenantId}, ${roomId}, ${actor}, ${role}, epoch, ${now} from rooms
              where tenant_id = ${tenantId} and id = ${roomId} and deleted_at is null and ${isOpen}
                and (select count(*) from room_members where tenant_id = ${tenantId} and room_id = ${roomId}
                  and actor <> ${actor}) < ${most}`,
          )
          .onConflictDoUpdate({
            target: [roomMembers.tenantId, roomMembers.roomId, roomMembers.actor],
            set: { role: sql`excluded.role`, epoch: sql`excluded.epoch` },
            setWhere: sql`${rank(sql`room_members.role`)} > ${rank(sql`excluded.role`)}`,
          }),
        db
          .update(roomInvitations)
          .set({ uses: sql`${roomInvitations.uses} + 1` })
          .where(and(of(tenantId, roomId), eq(roomInvitations.id, id), sql`changes() > 0`)),
        afterwards,
      ]);
      return joined.meta.changes > 0;
    },

    /** Erases invitations that ended before a moment, over all tenants: they may hold addresses. */
    sweep: async (before: number): Promise<void> => {
      await db.delete(roomInvitations).where(lt(roomInvitations.expiresAt, before));
    },
  };
}

export type InvitationStore = ReturnType<typeof createInvitationStore>;
