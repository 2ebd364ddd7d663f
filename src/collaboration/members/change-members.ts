import { ApiError } from "../../http/index.ts";
import type { Principal } from "../../policy/index.ts";
import type { RoomRole } from "../access/index.ts";
import type { CollaborationParts } from "../rooms/collaboration-parts.ts";
import { tellRoom } from "../rooms/tell-room.ts";
import type { MemberRow } from "./member-store.ts";
import type { Seat } from "./seat.ts";

type Parts = Pick<
  CollaborationParts,
  "members" | "notifications" | "audit" | "namespace" | "directory" | "log" | "limits"
>;

const authorityOf = ({ actor }: Pick<Principal, "actor">, { standing }: Seat) => ({
  actor,
  isManager: standing === "manager",
});

/**
 * Gives somebody of the tenant a role in a room, on the word of an owner or a manager.
 * @throws ApiError `not_found` when nobody of this name is of the tenant, `last_owner`, `room_full`, or `forbidden` when
 * whoever says so is no owner any more by the moment of the write
 */
export async function giveRole(
  parts: Parts,
  principal: Pick<Principal, "tenantId" | "actor">,
  seat: Seat,
  { actor, role }: { actor: string; role: RoomRole },
  now: number,
): Promise<MemberRow> {
  const { members, audit, notifications, limits } = parts;
  const { tenantId } = principal;
  const roomId = seat.room.id;
  const before = await members.find(tenantId, roomId, actor);
  if (!before && !(await members.belongs(tenantId, actor))) {
    throw new ApiError("not_found", "Nobody of this name belongs to the tenant.");
  }
  const event = {
    action: "room_member_changed",
    outcome: "done",
    actor: principal.actor,
    target: `room:${roomId}`,
    details: { member: actor, role },
  } as const;
  const change = { actor, role, by: authorityOf(principal, seat), most: limits.members, now };
  const isChanged = await members.put(tenantId, roomId, change, audit.entryIfChanged(tenantId, event));
  const after = await members.find(tenantId, roomId, actor);
  if (!isChanged) {
    if (after?.role === role) return after;
    await refuse(parts, tenantId, seat, principal.actor, after);
  }
  await tellRoom(parts, tenantId, roomId, {
    isRecordChanged: true,
    events: [{ type: "member_changed", actor: principal.actor, member: actor, role }],
  });
  if (!before && actor !== principal.actor) {
    const note = { actor, roomId, kind: "added" as const, causedBy: principal.actor, subject: null, at: now };
    await notifications.insert(tenantId, [note]);
  }
  await audit.chain(tenantId);
  if (!after) throw new ApiError("not_found", "They have left the room already.");
  return after;
}

/**
 * Takes somebody out of a room; everybody may leave by themselves.
 * @throws ApiError `not_found` for who is no member, `last_owner`, or `forbidden` when whoever says so is no owner any more
 */
export async function removeMember(
  parts: Parts,
  principal: Pick<Principal, "tenantId" | "actor">,
  seat: Seat,
  actor: string,
): Promise<void> {
  const { members, audit } = parts;
  const { tenantId } = principal;
  const roomId = seat.room.id;
  const event = {
    action: "room_member_removed",
    outcome: "done",
    actor: principal.actor,
    target: `room:${roomId}`,
    details: { member: actor },
  } as const;
  const change = { actor, by: authorityOf(principal, seat) };
  const isRemoved = await members.remove(tenantId, roomId, change, audit.entryIfChanged(tenantId, event));
  if (!isRemoved) {
    const still = await members.find(tenantId, roomId, actor);
    if (!still) throw new ApiError("not_found", "They are no member of this room.");
    await refuse(parts, tenantId, seat, principal.actor, still);
  }
  await tellRoom(parts, tenantId, roomId, {
    isRecordChanged: true,
    events: [{ type: "member_changed", actor: principal.actor, member: actor, role: null }],
  });
  await audit.chain(tenantId);
}

/** Why a change of members wrote nothing. */
async function refuse(
  { members, limits }: Parts,
  tenantId: string,
  { room, standing }: Seat,
  by: string,
  target: MemberRow | null,
): Promise<never> {
  if (standing !== "manager" && by !== target?.actor) {
    const own = await members.find(tenantId, room.id, by);
    if (own?.role !== "owner") throw new ApiError("forbidden", "You are no owner of this room any more.");
  }
  if (target?.role === "owner") {
    throw new ApiError("last_owner", "A room keeps at least one owner: make somebody else one first.");
  }
  throw new ApiError("room_full", `A room has at most ${limits.members} members.`, {
    details: { limit: limits.members },
  });
}
